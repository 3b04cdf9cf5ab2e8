"""The believable city 云城市 (of 云东省; both are invented), the same for the demo and for all tests.

It has 59 organs proper: on three levels the city government; its general office, 27 departments and 8 counties;
8 townships; and 14 outside organs (省, 市委, 市人大, 市政协, 法院). Below them hang 97 sections and the offices of
the 8 counties. `build_city` founds it with 600 people, `build_small` a part of it for tests; `City` finds things in
it by their everyday names.
"""
