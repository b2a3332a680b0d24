"""What gunicorn writes down of each request: never the query of an address, nor the one that led there.

Networks send people back with what signs them in standing in the query (portal.channels.credentials.signing_in).
"""

accesslog = "-"
access_log_format = '%(h)s %(t)s "%(m)s %(U)s" %(s)s %(b)s "%(a)s"'
