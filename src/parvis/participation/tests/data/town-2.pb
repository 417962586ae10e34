META
key;value
description;Invented, seed 2
country;France
unit;Ville
instance;2
num_projects;12
num_votes;91
budget;94080
vote_type;approval
rule;greedy
date_begin;2026
date_end;2026
PROJECTS
project_id;cost;votes;category;neighborhood;name
p00;5300;26;vert,eau;Nord;"Projet ; n° 0"
p01;19450;16;vert,eau;Nord;"Projet ; n° 1"
p02;43750;34;vert,eau;Centre;"Projet ; n° 2"
p03;9650;28;vert,eau;Centre;"Projet ; n° 3"
p04;38650;28;sport;Sud;"Projet ; n° 4"
p05;42400;27;vert,eau;Sud;"Projet ; n° 5"
p06;35250;29;sport;Centre;"Projet ; n° 6"
p07;44700;30;sport;Sud;"Projet ; n° 7"
p08;16750;31;sport;Nord;"Projet ; n° 8"
p09;13850;27;vert,eau;Nord;"Projet ; n° 9"
p10;32000;30;sport;Centre;"Projet ; n° 10"
p11;11850;29;vert,eau;Centre;"Projet ; n° 11"
VOTES
voter_id;age;sex;voting_method;neighborhood;vote
0;51;F;paper;Sud;p00,p02,p06,p08,p09
1;46;F;paper;Nord;p05,p06,p07
2;41;M;paper;Sud;p00,p03
3;46;F;internet;Sud;p02,p08
4;47;F;paper;Sud;p05,p06,p08,p09
5;31;M;paper;Sud;p02,p03,p07,p08,p10,p11
6;76;M;paper;Nord;p02,p03,p05,p10
7;46;F;internet;Nord;p02,p06,p08,p09,p10,p11
8;85;F;internet;Sud;p01,p11
9;71;M;internet;Sud;p01,p03,p09
10;28;M;paper;Sud;p00,p06
11;90;F;paper;Nord;p02,p03,p05
12;51;F;internet;Sud;p00
13;21;F;internet;Nord;p00,p02,p04,p05,p08,p10
14;57;F;internet;Nord;p00
15;53;F;internet;Nord;p01,p04,p05,p07,p10
16;71;F;internet;Sud;p02,p03,p07,p09
17;81;M;paper;Nord;p02,p06,p08,p09
18;87;M;paper;Nord;p04,p06,p09
19;62;F;paper;Sud;p00,p02,p10
20;51;M;paper;Nord;p00,p03,p05,p08,p10,p11
21;19;F;paper;Sud;p04,p06,p10
22;17;M;internet;Nord;p01,p02,p06,p08
23;85;M;paper;Sud;p02
24;46;F;internet;Nord;p03
25;18;M;internet;Sud;p04,p06,p07,p10,p11
26;18;F;internet;Nord;p00,p02,p06,p08,p09
27;67;F;paper;Nord;p00,p04,p05,p10,p11
28;24;F;internet;Nord;p00,p03,p06,p07,p10,p11
29;29;F;paper;Nord;p01,p03,p11
30;80;M;internet;Nord;p02,p05,p06,p07,p11
31;83;M;paper;Nord;p09
32;35;M;internet;Sud;p00,p01,p03,p06,p07,p11
33;63;F;internet;Sud;p04,p07,p08
34;71;M;internet;Sud;p02,p03,p04,p06,p07,p11
35;32;M;internet;Nord;p02,p08
36;48;F;internet;Sud;p10
37;88;M;paper;Sud;p04,p06
38;75;F;paper;Sud;p01,p02,p04,p08
39;50;F;paper;Nord;p02,p03,p04,p08,p10
40;66;F;paper;Sud;p00,p06,p07,p09
41;19;M;paper;Sud;p04,p06,p11
42;47;M;paper;Sud;p01,p03,p07,p08,p10,p11
43;82;M;internet;Nord;p00
44;74;M;paper;Sud;p09,p11
45;30;F;paper;Nord;p06
46;71;M;paper;Nord;p09,p10,p11
47;65;M;paper;Sud;p09
48;37;F;internet;Nord;p02,p04,p08,p09
49;68;M;paper;Nord;p07
50;68;M;paper;Sud;p04,p05,p07,p10,p11
51;54;M;paper;Nord;p00,p02,p04,p10
52;67;F;internet;Sud;p00,p02,p04,p07,p09,p11
53;28;F;internet;Sud;p02,p07,p08,p10
54;57;M;paper;Nord;p04,p05,p10
55;57;F;paper;Sud;p02,p08,p09,p10
56;46;M;internet;Nord;p03,p04,p08,p11
57;60;F;paper;Sud;p03,p05,p10
58;33;F;internet;Sud;p02,p07,p10
59;67;M;internet;Sud;p01,p03,p04,p05,p07,p10
60;89;F;internet;Sud;p02,p03,p11
61;37;M;paper;Sud;p04,p05,p07,p08,p09,p11
62;88;M;paper;Sud;p02,p04,p05,p07
63;26;F;paper;Nord;p00,p01,p02,p05
64;62;M;internet;Nord;p08
65;85;F;internet;Sud;p06,p09
66;46;M;paper;Nord;p00,p02,p03,p05,p07,p10
67;81;F;internet;Sud;p01,p04,p05
68;76;M;internet;Nord;p00,p05,p06,p09,p10,p11
69;39;M;internet;Nord;p05,p08
70;42;F;internet;Nord;p00,p03,p06,p08,p09,p11
71;74;F;internet;Sud;p00,p02,p06,p07,p09,p11
72;66;F;internet;Sud;p00,p04,p07,p11
73;30;M;internet;Sud;p02
74;76;M;internet;Nord;p00,p01,p05,p07,p09,p11
75;75;F;internet;Sud;p03
76;24;M;internet;Sud;p02,p03,p05,p08,p10
77;84;F;paper;Sud;p01,p07
78;19;F;internet;Sud;p03,p05,p06,p09,p10
79;32;F;paper;Sud;p03,p04,p05,p06
80;41;F;paper;Sud;p01,p04,p08
81;23;F;internet;Sud;p04,p07,p08
82;55;F;internet;Nord;p00,p01,p03,p08,p09,p10
83;44;F;paper;Nord;p00,p03,p06,p07,p08,p11
84;50;F;paper;Nord;p01,p02,p05,p07,p08,p11
85;80;F;paper;Nord;p00,p06,p07,p10
86;70;F;paper;Nord;p05,p06
87;18;M;internet;Nord;p02,p03,p06,p08,p11
88;85;F;internet;Sud;p03,p04,p07,p08,p09
89;69;M;paper;Sud;p05,p09
90;54;F;internet;Nord;p02,p04,p09,p10,p11
