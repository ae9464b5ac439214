"""Reads one object of S3 with the aws command for each line on stdin. Every time it begins anew, as a process would."""

import contextlib
import io
import json
import os
import sys
import tempfile

from awscli.clidriver import create_clidriver


def read(bucket, key):
    said = io.StringIO()
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "object")
        with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
            words = ["s3api", "get-object", "--bucket", bucket, "--key", key, path]
            code = create_clidriver().main(words)
        if code != 0:
            return {"error": said.getvalue().strip()}
        with open(path, encoding="utf-8") as file:
            return {"text": file.read()}


def say(answer):
    print(json.dumps(answer), flush=True)


say({"ready": True})
for _ in sys.stdin:
    say(read(*sys.argv[1:]))
