META
key;value
description;Invented, seed 5
country;France
unit;Ville
instance;5
num_projects;21
num_votes;112
budget;162015
vote_type;scoring
rule;greedy
date_begin;2026
date_end;2026
PROJECTS
project_id;cost;votes;category;neighborhood;name
p00;38950;21;sport;Sud;"Projet ; n° 0"
p01;19350;20;sport;Sud;"Projet ; n° 1"
p02;41700;22;sport;Sud;"Projet ; n° 2"
p03;36350;20;vert,eau;Centre;"Projet ; n° 3"
p04;44050;19;sport;Centre;"Projet ; n° 4"
p05;38850;18;vert,eau;Nord;"Projet ; n° 5"
p06;34350;14;sport;Nord;"Projet ; n° 6"
p07;28100;14;sport;Sud;"Projet ; n° 7"
p08;2450;10;vert,eau;Sud;"Projet ; n° 8"
p09;44000;20;vert,eau;Nord;"Projet ; n° 9"
p10;24800;19;sport;Nord;"Projet ; n° 10"
p11;40700;24;sport;Nord;"Projet ; n° 11"
p12;13750;15;sport;Nord;"Projet ; n° 12"
p13;34200;27;sport;Sud;"Projet ; n° 13"
p14;3650;12;sport;Sud;"Projet ; n° 14"
p15;9000;21;vert,eau;Centre;"Projet ; n° 15"
p16;6750;14;vert,eau;Centre;"Projet ; n° 16"
p17;20000;15;sport;Nord;"Projet ; n° 17"
p18;25000;17;sport;Sud;"Projet ; n° 18"
p19;13600;18;sport;Nord;"Projet ; n° 19"
p20;20450;10;vert,eau;Nord;"Projet ; n° 20"
VOTES
voter_id;age;sex;voting_method;neighborhood;vote;points
0;63;F;paper;Nord;p00,p03,p06,p07,p18;4,3,2,4,2
1;47;M;paper;Sud;p04;4
2;16;F;paper;Nord;p00,p04;1,2
3;16;M;paper;Sud;p05,p20;3,3
4;25;M;paper;Nord;p06,p17;2,2
5;30;M;paper;Nord;p00,p09,p11,p13;2,2,3,1
6;59;M;internet;Sud;p09,p18,p19;1,3,1
7;79;F;internet;Sud;p09,p11,p15;3,2,4
8;68;M;internet;Sud;p00,p01,p05,p08;3,4,1,4
9;22;F;paper;Nord;p00,p12,p18;4,1,2
10;50;F;internet;Sud;p03,p06,p07,p11,p14;3,3,4,1,3
11;28;M;paper;Nord;p01,p02,p13;2,3,3
12;85;M;internet;Nord;p08,p10;1,3
13;73;M;internet;Nord;p02,p04,p05,p09,p10,p19;4,2,1,1,4,1
14;16;F;paper;Nord;p11,p19;3,4
15;18;M;paper;Sud;p01,p04,p10,p13,p15,p18;2,2,2,4,1,2
16;82;F;internet;Nord;p01,p04,p11,p13;3,2,4,2
17;40;M;internet;Sud;p08,p10,p14,p15,p19;3,4,4,2,1
18;82;F;paper;Sud;p05,p10,p15,p17;2,1,4,3
19;81;F;internet;Nord;p02,p11,p16,p17,p18;1,3,3,3,4
20;66;M;internet;Nord;p05,p09,p10;1,4,3
21;19;M;paper;Sud;p08,p09,p14;3,3,3
22;64;F;internet;Sud;p05,p11,p13,p14,p18,p20;3,2,2,2,3,4
23;34;M;internet;Sud;p02,p05,p13;4,3,3
24;25;M;internet;Sud;p00,p05,p06,p07,p14,p18;2,1,4,2,2,1
25;69;F;paper;Nord;p03,p10;2,4
26;76;M;paper;Nord;p01,p17;4,4
27;31;F;paper;Nord;p02,p12,p19;2,2,3
28;25;M;internet;Sud;p11;4
29;35;F;internet;Sud;p03,p13,p17;3,1,3
30;56;M;internet;Sud;p09;3
31;46;F;paper;Nord;p04,p09,p11,p13,p17;3,4,2,2,4
32;17;F;paper;Nord;p02,p04,p06,p11,p15;1,4,1,3,2
33;50;F;paper;Sud;p12,p18,p20;4,4,2
34;43;F;paper;Nord;p09,p12,p15,p18;2,3,3,4
35;52;F;internet;Sud;p00,p10,p13;3,4,3
36;63;M;paper;Sud;p00,p15;1,4
37;86;M;internet;Nord;p01,p09;2,4
38;49;F;internet;Sud;p15;3
39;33;F;paper;Nord;p01,p15;2,4
40;17;F;internet;Sud;p04,p09,p19;4,4,1
41;45;F;paper;Nord;p04;3
42;80;F;internet;Sud;p09,p10,p17;1,4,3
43;60;F;paper;Sud;p01,p04,p18;1,3,4
44;73;F;internet;Sud;p00,p03,p06,p13,p16,p17;4,4,4,4,2,3
45;88;M;paper;Sud;p00,p02,p09,p13;3,4,3,2
46;54;F;internet;Sud;p15,p17;4,3
47;23;F;paper;Nord;p01,p04,p13,p17,p18;1,2,3,1,1
48;81;M;paper;Sud;p00,p02,p10,p12,p13,p15;1,1,1,2,1,2
49;33;M;paper;Nord;p04,p05,p14;2,4,2
50;79;F;internet;Sud;p19;2
51;21;F;internet;Nord;p17;1
52;59;F;paper;Sud;p01,p02,p03,p08,p12,p20;2,1,4,1,3,4
53;49;M;paper;Nord;p01,p04,p11,p20;3,2,3,2
54;31;M;paper;Nord;p02,p07,p17;3,3,2
55;48;M;internet;Nord;p11,p14;4,2
56;49;M;internet;Nord;p00,p10;1,1
57;88;F;paper;Nord;p03;4
58;17;M;internet;Sud;p12,p14;4,3
59;21;F;paper;Nord;p16;1
60;68;M;internet;Nord;p01,p04,p07,p12,p13;1,1,4,2,2
61;24;F;internet;Nord;p07,p09,p10,p11,p12,p19;3,4,4,2,3,3
62;74;M;internet;Sud;p01,p05,p06,p11,p13,p16;4,1,1,1,1,2
63;31;M;paper;Sud;p01,p06;4,4
64;74;M;paper;Nord;p00,p09,p11,p13,p15,p18;3,4,4,1,2,2
65;57;M;paper;Sud;p02,p04,p05,p11,p12,p15;3,1,3,2,3,2
66;35;F;paper;Sud;p15;1
67;42;M;internet;Nord;p01,p10,p11;1,4,4
68;61;F;paper;Sud;p03,p10;3,4
69;82;M;internet;Nord;p00,p01,p05,p06,p07,p20;1,4,3,3,2,4
70;33;M;internet;Sud;p02,p09,p14;2,2,2
71;89;M;internet;Nord;p00,p01,p06,p08,p13,p14;1,4,4,2,1,1
72;71;M;paper;Nord;p02,p03,p11,p16,p18;2,4,1,4,1
73;87;F;internet;Sud;p01,p07,p12,p15,p16,p19;3,4,4,3,1,1
74;86;M;paper;Sud;p05,p16;4,2
75;29;F;paper;Sud;p02,p03,p07,p10,p19;2,1,2,1,4
76;61;M;paper;Nord;p11,p12,p13,p15,p16;2,1,3,4,2
77;30;F;paper;Nord;p02,p03,p04,p09,p15;3,4,3,2,2
78;29;M;internet;Nord;p02,p07,p13,p15,p20;2,3,1,4,2
79;85;M;internet;Sud;p06;3
80;49;F;paper;Sud;p02,p03,p13;3,4,1
81;28;M;internet;Sud;p04,p18,p20;1,4,2
82;59;M;paper;Nord;p00,p01,p03,p08,p13,p20;4,2,3,1,3,2
83;24;M;internet;Nord;p08,p15;3,3
84;21;F;paper;Nord;p02;1
85;75;M;internet;Nord;p03;1
86;69;F;paper;Nord;p11,p13;3,1
87;81;M;paper;Nord;p13,p16;2,3
88;75;M;internet;Nord;p10,p11;1,2
89;47;F;internet;Nord;p03,p05,p08,p16,p19;2,2,4,4,4
90;85;M;paper;Nord;p10;3
91;50;M;paper;Sud;p05,p07,p13,p14;4,1,2,4
92;21;F;internet;Sud;p00,p03,p04,p19;4,1,2,1
93;39;F;paper;Nord;p18;2
94;33;M;internet;Sud;p06,p11,p12,p14;2,3,2,3
95;55;M;paper;Sud;p07,p11,p16,p17,p19;2,1,4,4,3
96;37;M;paper;Sud;p04,p07;4,4
97;67;F;internet;Nord;p03;2
98;74;F;paper;Nord;p03,p06,p09,p10;4,4,1,2
99;33;F;internet;Nord;p00,p03,p05,p16;4,1,3,1
100;73;M;paper;Nord;p09,p12,p15,p16,p19;4,4,1,2,4
101;77;F;paper;Sud;p00,p16,p18;2,3,3
102;61;F;internet;Nord;p00;1
103;19;M;paper;Sud;p13,p18,p19;3,1,3
104;82;M;paper;Nord;p01,p02,p07,p09,p11,p19;2,4,1,1,2,3
105;52;F;paper;Sud;p00,p12,p13,p17,p19;2,2,3,4,3
106;69;M;internet;Sud;p17;3
107;40;F;internet;Sud;p03,p06;3,3
108;36;M;paper;Sud;p02,p05,p19;1,4,2
109;69;M;paper;Sud;p02,p20;4,4
110;17;F;paper;Nord;p13,p15;2,3
111;84;M;paper;Sud;p02,p05,p08,p10;4,1,2,1
