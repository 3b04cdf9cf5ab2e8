"""Portal (公众门户): the public site. No login to read, to ask or to follow."""
