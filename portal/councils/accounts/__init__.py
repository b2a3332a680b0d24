"""How people sign in: allauth's parts, recorded, in our words, and with a second step where there is one."""
