"""Documents in and out: what officers write in Word and WPS, and what is released of it. Pure, no Django."""
