"""Runs moto's server; its EKS clusters have the endpoint that the first argument gives, not one made up."""

import sys

import moto.eks.models
from moto.server import main

if __name__ == "__main__":
    moto.eks.models.ENDPOINT_TEMPLATE = sys.argv.pop(1)
    main()
