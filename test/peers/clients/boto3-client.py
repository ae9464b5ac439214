"""Reads one object of S3 for each line on stdin, with the credentials of boto3's default chain.

botocore takes credentials with less than 25 minutes left to be good for 17 to 25 minutes, and asks again 10 minutes before
that. The line `later` is to find it there: it puts the clock that decides this 14 minutes ahead.
"""

import datetime
import json
import logging
import sys

import boto3
from botocore.config import Config



class Extensions(logging.Handler):
    count = 0

    def emit(self, record):
        self.count += "credential expiration extension" in record.getMessage()


extensions = Extensions()
logging.getLogger("botocore").addHandler(extensions)
logging.getLogger("botocore").setLevel(logging.INFO)

session = boto3.Session()
client = None


def read(bucket, key):
    global client
    try:
        # Credentials are looked for when a client is made.
        client = client or session.client("s3", config=Config(s3={"addressing_style": "path"}))
        return {"text": client.get_object(Bucket=bucket, Key=key)["Body"].read().decode()}
    except Exception as error:  # whatever it is, the test wants to see it
        return {"error": f"{type(error).__name__}: {error}"}


def wait():
    ahead = datetime.timedelta(minutes=14)
    session.get_credentials()._time_fetcher = lambda: datetime.datetime.now(datetime.timezone.utc) + ahead


def say(answer):
    print(json.dumps(answer), flush=True)


say({"ready": True})
for line in sys.stdin:
    if line.strip() == "extensions":
        say({"text": str(extensions.count)})
        continue
    if line.strip() == "later":
        wait()
    say(read(*sys.argv[1:]))
