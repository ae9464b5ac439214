"""Runs moto's server; its EKS clusters have the endpoint that the first argument gives, and no Pod Identity associations."""

import sys

import moto.eks.models
import moto.eks.urls
from moto.server import main


def answer_no_associations(request, full_url, headers):
    """What EKS answers of a cluster without any; moto does not know the operation."""
    return 200, {"content-type": "application/json"}, '{"associations": []}'


if __name__ == "__main__":
    moto.eks.models.ENDPOINT_TEMPLATE = sys.argv.pop(1)
    path = "{0}/clusters/(?P<name>[^/]+)/pod-identity-associations$"
    moto.eks.urls.url_paths[path] = answer_no_associations
    main()
