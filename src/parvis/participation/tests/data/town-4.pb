META
key;value
description;Invented, seed 4
country;France
unit;Ville
instance;4
num_projects;15
num_votes;118
budget;83010
vote_type;approval
rule;greedy
date_begin;2026
date_end;2026
PROJECTS
project_id;cost;votes;category;neighborhood;name
p00;6250;28;sport;Sud;"Projet ; n° 0"
p01;37900;19;sport;Sud;"Projet ; n° 1"
p02;21250;33;sport;Centre;"Projet ; n° 2"
p03;25500;33;vert,eau;Sud;"Projet ; n° 3"
p04;8900;30;vert,eau;Centre;"Projet ; n° 4"
p05;5600;29;sport;Centre;"Projet ; n° 5"
p06;4400;26;vert,eau;Nord;"Projet ; n° 6"
p07;2000;22;sport;Sud;"Projet ; n° 7"
p08;21550;23;sport;Sud;"Projet ; n° 8"
p09;29100;21;vert,eau;Sud;"Projet ; n° 9"
p10;15800;29;vert,eau;Centre;"Projet ; n° 10"
p11;41950;24;sport;Centre;"Projet ; n° 11"
p12;40150;35;sport;Sud;"Projet ; n° 12"
p13;4000;24;vert,eau;Nord;"Projet ; n° 13"
p14;12350;28;sport;Sud;"Projet ; n° 14"
VOTES
voter_id;age;sex;voting_method;neighborhood;vote
0;19;F;paper;Nord;p01,p02,p04,p05,p08
1;32;F;paper;Sud;p02,p04
2;60;M;paper;Sud;p13
3;55;M;internet;Sud;p02,p03,p06,p07,p08,p12
4;64;F;paper;Sud;p03,p04,p06,p09,p13
5;63;F;internet;Sud;p00,p12,p13
6;52;F;paper;Nord;p04,p05,p07,p08,p10,p13
7;82;F;internet;Sud;p02,p05,p06
8;45;M;paper;Sud;p13
9;69;F;paper;Nord;p03,p04,p09,p11,p12,p14
10;71;M;paper;Sud;p05
11;41;F;paper;Sud;p05,p10,p11
12;35;M;paper;Nord;p02,p10,p12
13;78;M;paper;Sud;p02,p03,p04,p07,p12
14;81;F;paper;Sud;p07
15;39;F;internet;Sud;p05,p12,p14
16;89;M;internet;Nord;p03,p06
17;16;F;paper;Nord;p00
18;56;M;paper;Nord;p00,p02,p08,p09,p10
19;51;F;internet;Nord;p03,p04,p06,p10,p12
20;72;F;internet;Nord;p00,p03,p06,p07
21;76;F;internet;Nord;p00,p14
22;41;F;internet;Nord;p03,p08
23;44;F;paper;Sud;p00,p02,p05
24;60;M;paper;Nord;p00,p07,p10,p11,p12,p13
25;59;F;paper;Sud;p07,p10,p12
26;28;F;paper;Nord;p04,p05,p06,p10,p12,p14
27;65;F;internet;Nord;p00,p02,p04,p10,p12
28;22;M;paper;Sud;p00,p12
29;24;F;internet;Sud;p09
30;70;M;internet;Nord;p06
31;34;F;internet;Sud;p00,p08
32;84;M;paper;Sud;p05,p07,p08,p09,p11,p12
33;88;M;internet;Sud;p00,p01,p02,p05,p12
34;50;F;paper;Sud;p03,p04,p06,p07,p13
35;88;M;paper;Nord;p14
36;36;F;internet;Sud;p01,p06,p07,p11,p14
37;85;F;internet;Nord;p02,p05,p11,p12,p14
38;87;F;internet;Sud;p00,p01,p02,p04,p08,p10
39;19;F;paper;Nord;p03,p05,p12
40;83;F;paper;Sud;p05,p07,p08,p09,p14
41;41;F;internet;Sud;p05,p09,p12
42;90;M;paper;Sud;p09
43;16;F;paper;Sud;p02,p03,p04,p05,p09,p12
44;36;M;paper;Nord;p00,p02,p04,p05,p09,p14
45;78;F;internet;Nord;p01,p07,p09,p10,p11
46;58;F;internet;Nord;p03,p04,p07,p11,p14
47;84;M;paper;Nord;p04,p05,p06,p07,p13
48;37;M;paper;Sud;p05,p06,p08,p09,p11,p13
49;62;M;internet;Sud;p12
50;78;M;paper;Nord;p03,p07,p09,p10
51;30;M;paper;Sud;p00,p02,p14
52;74;F;paper;Sud;p01,p02,p03,p12,p14
53;85;F;paper;Nord;p14
54;36;M;internet;Sud;p02,p10,p11,p12,p14
55;77;F;internet;Sud;p02,p06,p08,p12,p13,p14
56;44;F;paper;Nord;p04,p13
57;40;M;paper;Sud;p00,p02,p05,p06
58;65;M;paper;Sud;p01,p02,p12
59;42;F;internet;Nord;p03,p08
60;20;M;paper;Sud;p02,p06,p07,p08,p10,p11
61;23;F;paper;Nord;p06,p10,p14
62;67;M;paper;Nord;p04,p09,p10,p12,p13
63;60;M;paper;Sud;p10
64;89;F;paper;Nord;p01,p05,p07,p08,p14
65;33;M;paper;Sud;p01,p10
66;37;M;paper;Sud;p00,p01,p04,p08,p12,p13
67;88;F;internet;Nord;p02,p03,p04,p05,p12,p13
68;54;F;internet;Sud;p12
69;87;F;paper;Nord;p03,p04,p06,p11,p12
70;16;M;paper;Sud;p04,p05,p06,p14
71;79;F;internet;Nord;p00,p01,p08
72;33;M;paper;Sud;p01,p02,p05,p09,p10,p14
73;25;M;paper;Sud;p10
74;37;F;paper;Sud;p07
75;48;M;paper;Sud;p01,p03
76;23;F;paper;Sud;p04,p09,p13
77;88;F;internet;Nord;p00,p02,p03,p10,p11,p12
78;28;M;paper;Sud;p03,p12
79;31;M;paper;Sud;p00,p10
80;82;M;internet;Sud;p13
81;81;F;paper;Sud;p06,p07
82;51;F;paper;Nord;p06,p11,p14
83;53;M;paper;Sud;p03,p05
84;83;M;internet;Sud;p03,p09,p13
85;75;M;paper;Nord;p01,p03,p05,p11,p12
86;44;F;paper;Nord;p04,p13
87;49;M;paper;Sud;p04
88;69;F;paper;Nord;p02,p06
89;65;M;paper;Nord;p00,p07,p11
90;48;M;internet;Nord;p01,p03,p06,p11,p12,p13
91;77;F;paper;Nord;p00,p02,p03,p08,p09,p11
92;24;M;internet;Nord;p00,p02,p09,p11,p14
93;56;M;paper;Sud;p05,p11
94;33;F;internet;Sud;p00,p02,p05,p08,p13
95;63;F;paper;Sud;p14
96;27;M;internet;Sud;p02,p08
97;72;M;internet;Nord;p00,p01,p05,p11,p13
98;56;M;internet;Sud;p03,p04,p13,p14
99;75;F;internet;Nord;p00,p06,p14
100;72;F;paper;Nord;p03
101;85;F;paper;Nord;p00,p01,p03,p04,p06,p12
102;85;F;paper;Nord;p04
103;80;F;paper;Sud;p01
104;28;F;paper;Sud;p00,p02,p03,p08,p10,p11
105;37;M;internet;Sud;p04,p05,p08,p10,p14
106;42;F;internet;Sud;p12
107;27;F;internet;Nord;p04,p06,p09,p10,p12
108;25;F;paper;Nord;p02,p07,p09,p10,p14
109;22;M;paper;Sud;p02,p04
110;75;M;internet;Nord;p03,p08,p11
111;80;M;paper;Sud;p02,p10,p13
112;55;F;internet;Sud;p03,p10,p13
113;49;F;paper;Nord;p00,p08,p14
114;49;F;paper;Nord;p03,p14
115;77;M;paper;Sud;p03,p07,p10,p11
116;87;M;paper;Nord;p01
117;82;F;internet;Sud;p06
