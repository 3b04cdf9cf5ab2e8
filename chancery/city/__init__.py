"""The believable city 云城市 (of 云东省; both are invented), the same for the demo and for all tests.

It has 59 organs proper on three levels (the city government; its general office, departments and counties; townships) with
14 of them outside (省 organs, 市委, 市人大, 市政协, 法院), and 106 sections below its departments and offices.
"""
