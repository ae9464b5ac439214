"""Runs moto's server, where its own answers are not those of AWS.

The first argument is the endpoint of its EKS clusters, the second says which policies of AWS's own there are, as ARNs
with commas between. GetAccountAuthorizationDetails tells of those that the account uses; moto's of all that it knows.
"""

import functools
import json
import sys

import botocore.loaders
import moto.eks.models
import moto.eks.urls
import moto.iam.models
from moto.moto_server.werkzeug_app import DomainDispatcherApplication
from moto.server import main


def answer_no_associations(request, full_url, headers):
    """What EKS answers of a cluster without any; moto does not know the operation."""
    return 200, {"content-type": "application/json"}, '{"associations": []}'


def keep_managed_policies(arns):
    every = json.loads(moto.iam.models.aws_managed_policies_data)
    kept = {name: policy for name, policy in every.items() if f"arn:aws:iam::aws:policy{policy['Path']}{name}" in arns}
    moto.iam.models.aws_managed_policies_data = json.dumps(kept)


def spare_the_processor():
    """A third of each request goes to listing moto's own folder, a fifth of the start to dicts that Python orders anyway."""
    by_host = DomainDispatcherApplication.get_backend_for_host
    DomainDispatcherApplication.get_backend_for_host = functools.cache(by_host)
    botocore.loaders.OrderedDict = dict


if __name__ == "__main__":
    moto.eks.models.ENDPOINT_TEMPLATE = sys.argv.pop(1)
    keep_managed_policies(sys.argv.pop(1).split(","))
    spare_the_processor()
    path = "{0}/clusters/(?P<name>[^/]+)/pod-identity-associations$"
    moto.eks.urls.url_paths[path] = answer_no_associations
    main()
