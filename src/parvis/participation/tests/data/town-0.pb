META
key;value
description;Invented, seed 0
country;France
unit;Ville
instance;0
num_projects;18
num_votes;133
budget;115410.50
vote_type;approval
rule;greedy
date_begin;2026
date_end;2026
PROJECTS
project_id;cost;votes;category;neighborhood;name
p00;3050.25;24;sport;Centre;"Projet ; n° 0"
p01;14250.25;32;sport;Sud;"Projet ; n° 1"
p02;27150.25;29;vert,eau;Centre;"Projet ; n° 2"
p03;25850.25;25;sport;Centre;"Projet ; n° 3"
p04;21700.25;31;sport;Centre;"Projet ; n° 4"
p05;41100.25;22;vert,eau;Sud;"Projet ; n° 5"
p06;43450.25;24;vert,eau;Centre;"Projet ; n° 6"
p07;16500.25;23;sport;Nord;"Projet ; n° 7"
p08;25400.25;17;sport;Sud;"Projet ; n° 8"
p09;19300.25;31;vert,eau;Sud;"Projet ; n° 9"
p10;30850.25;26;sport;Centre;"Projet ; n° 10"
p11;12150.25;23;sport;Sud;"Projet ; n° 11"
p12;26800.25;24;vert,eau;Centre;"Projet ; n° 12"
p13;8100.25;33;vert,eau;Nord;"Projet ; n° 13"
p14;15400.25;21;vert,eau;Sud;"Projet ; n° 14"
p15;8150.25;31;vert,eau;Sud;"Projet ; n° 15"
p16;39650.25;27;vert,eau;Nord;"Projet ; n° 16"
p17;5850.25;21;vert,eau;Centre;"Projet ; n° 17"
VOTES
voter_id;age;sex;voting_method;neighborhood;vote
0;86;M;internet;Sud;p01,p04,p08,p09,p11
1;20;M;paper;Nord;p06,p07,p10,p15
2;67;M;paper;Nord;p00,p05,p12,p13,p14,p15
3;18;M;internet;Sud;p14,p17
4;90;M;internet;Sud;p03,p15,p16
5;65;M;internet;Nord;p01,p06,p07,p09,p10
6;88;M;internet;Sud;p01,p05
7;36;F;paper;Nord;p02
8;90;F;internet;Sud;p01,p02
9;62;M;paper;Sud;p04,p06,p07,p09,p13
10;79;M;paper;Nord;p03,p10,p13,p15,p17
11;16;F;internet;Sud;p05,p10,p13
12;32;M;internet;Sud;p00,p01,p02,p07,p10,p16
13;48;F;internet;Sud;p00
14;51;F;internet;Nord;p03,p15
15;36;F;paper;Sud;p00,p01,p03,p04,p13,p16
16;50;M;paper;Nord;p16
17;70;M;paper;Sud;p03
18;59;F;paper;Nord;p08,p11
19;16;F;paper;Sud;p01,p02,p05,p06,p13,p15
20;75;F;paper;Nord;p05,p06,p09,p10,p13,p16
21;18;M;internet;Nord;p01,p03,p04,p07,p08,p12
22;61;M;internet;Nord;p00,p02,p03,p09,p11,p13
23;89;F;paper;Nord;p01,p09,p11,p12,p13,p17
24;69;F;paper;Nord;p05,p08,p09,p14,p15,p16
25;73;F;internet;Nord;p13
26;72;F;paper;Sud;p00,p02,p04,p06,p10
27;50;M;paper;Sud;p00,p01,p03,p09,p15,p16
28;57;F;paper;Nord;p00,p02,p08,p14
29;79;F;paper;Nord;p02,p03,p04,p11,p13,p16
30;66;M;paper;Sud;p01,p14,p15
31;20;M;paper;Nord;p09,p12
32;88;M;paper;Nord;p08,p10
33;66;M;internet;Nord;p00,p01,p02,p04,p10,p17
34;26;M;paper;Nord;p15
35;24;F;internet;Sud;p09
36;21;M;internet;Sud;p02,p05,p09,p12,p13
37;66;F;paper;Sud;p03,p07,p10,p17
38;34;F;paper;Sud;p04,p05,p10
39;81;F;internet;Nord;p06
40;33;M;internet;Nord;p12
41;87;M;internet;Sud;p12
42;90;F;internet;Nord;p01,p06,p13,p15
43;49;F;paper;Sud;p01,p03,p06,p11
44;48;M;paper;Nord;p06,p08,p10,p12
45;73;F;internet;Nord;p12,p14
46;81;F;paper;Nord;p15
47;40;M;internet;Sud;p05,p10,p12,p13,p15
48;82;F;paper;Nord;p01,p10,p17
49;76;F;internet;Sud;p02,p09,p12,p15
50;16;F;internet;Sud;p01,p09
51;61;M;paper;Sud;p04,p05,p14
52;81;M;internet;Nord;p02,p06,p11,p16,p17
53;56;F;internet;Nord;p00,p02,p07,p11,p16
54;18;M;internet;Nord;p09,p12,p13
55;68;F;paper;Sud;p04,p05,p07,p09,p11,p13
56;22;F;paper;Nord;p00,p02,p04,p06,p11
57;68;F;paper;Sud;p00,p01,p04,p09
58;48;M;paper;Sud;p12,p15
59;39;F;paper;Sud;p03,p10,p11,p14,p16
60;40;M;internet;Sud;p01,p05,p06,p07,p12
61;28;F;internet;Sud;p15
62;18;F;paper;Nord;p16
63;57;M;paper;Sud;p02,p16
64;26;F;paper;Sud;p04
65;19;F;internet;Sud;p01,p02,p03,p06,p13
66;61;F;paper;Nord;p00,p13,p14,p15
67;35;M;internet;Nord;p03
68;64;M;internet;Nord;p00,p02,p03,p11,p16,p17
69;36;F;internet;Nord;p00,p03,p05,p09,p11,p16
70;58;F;paper;Sud;p00,p04,p08
71;21;F;internet;Sud;p02,p09,p10,p17
72;58;F;internet;Sud;p04,p05,p07,p17
73;44;F;paper;Sud;p01,p04,p13
74;62;F;paper;Nord;p02,p04,p06,p08,p13,p16
75;36;F;paper;Nord;p01,p06,p11,p16
76;35;F;internet;Sud;p06,p07,p09,p11
77;81;F;internet;Nord;p17
78;30;F;internet;Sud;p05,p06,p12,p13,p14,p16
79;19;M;paper;Sud;p02,p04,p06,p15
80;47;F;paper;Nord;p03,p09
81;84;M;internet;Nord;p02,p12,p15,p17
82;68;M;internet;Sud;p08
83;71;F;paper;Sud;p08
84;44;M;internet;Sud;p03,p04,p11,p12,p14
85;66;F;paper;Sud;p08
86;83;M;internet;Sud;p03,p07,p10,p12,p14
87;46;M;internet;Sud;p01,p04,p06,p08,p16
88;66;F;internet;Nord;p03,p04,p05
89;66;F;paper;Sud;p04,p05,p09,p10,p14
90;71;F;paper;Sud;p00,p07,p10,p15,p16,p17
91;36;F;paper;Sud;p00,p12,p15
92;68;F;paper;Nord;p11
93;63;M;internet;Sud;p00
94;76;F;internet;Sud;p04,p07,p09,p12,p15,p17
95;38;M;paper;Sud;p10,p13
96;21;M;paper;Nord;p02,p04,p10,p16
97;68;M;paper;Nord;p11,p12,p13,p15
98;60;F;internet;Nord;p01,p03,p10,p12,p17
99;61;F;internet;Sud;p02,p09
100;89;M;paper;Nord;p01,p09,p13,p14
101;25;M;internet;Nord;p08,p10
102;35;F;internet;Nord;p05
103;19;F;paper;Sud;p09
104;52;M;internet;Sud;p02,p13
105;49;F;paper;Sud;p05,p06,p07,p09,p14
106;84;F;paper;Sud;p00,p01,p08
107;46;M;paper;Sud;p11,p16
108;76;M;paper;Sud;p09,p12,p17
109;28;F;internet;Nord;p01,p07,p08,p09,p14,p16
110;90;F;internet;Nord;p01,p03,p14,p17
111;50;F;paper;Nord;p02,p06,p13,p14
112;20;F;internet;Sud;p07,p15
113;77;M;internet;Sud;p03,p10,p13
114;63;M;paper;Nord;p04,p08,p14,p16
115;36;F;internet;Nord;p07,p13
116;37;M;internet;Sud;p00,p01,p13,p15,p16,p17
117;67;M;internet;Nord;p02,p07
118;65;F;paper;Nord;p11,p15
119;64;F;paper;Sud;p00,p16
120;45;M;internet;Sud;p00,p02,p04,p12,p14
121;29;M;paper;Sud;p04,p07
122;76;M;internet;Nord;p03,p04,p09,p13,p15
123;85;M;internet;Sud;p07
124;34;M;internet;Nord;p01,p10,p11,p13,p15,p17
125;77;M;paper;Nord;p01,p05,p06,p17
126;49;M;internet;Nord;p05,p09,p11
127;53;F;paper;Nord;p00,p04,p07,p10,p11,p15
128;33;F;internet;Nord;p01
129;16;F;paper;Sud;p02,p04,p06,p07,p13,p15
130;29;M;paper;Sud;p13
131;28;F;internet;Nord;p01,p09,p14,p15,p17
132;79;M;paper;Nord;p02,p03,p04,p05,p16
