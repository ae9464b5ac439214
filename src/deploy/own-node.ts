// The objects that hold the proxy's right to change nodes to its own node and its startup taint; the chart has the same.

/** The chart's file, parsed; as much of it as is filled. */
export interface OwnNodePolicy {
  readonly spec: { readonly variables: readonly Variable[]; readonly [member: string]: unknown };
  readonly [member: string]: unknown;
}

interface Variable {
  readonly name: string;
  readonly expression: string;
}

export interface OwnNodeWish {
  readonly release: { readonly name: string; readonly namespace: string };
  readonly labels: object;
  readonly taint: string;
}

/** Account and taint are whole expressions, as JSON texts, which are CEL's as well. */
export function ownNodeObjects(file: OwnNodePolicy, { release, labels, taint }: OwnNodeWish): readonly object[] {
  const name = `${release.name}-own-node`;
  const account = `system:serviceaccount:${release.namespace}:${release.name}`;
  const filled: Readonly<Record<string, string>> = { account, taint };
  const variables = file.spec.variables.map((variable) => {
    const value = filled[variable.name];
    return value === undefined ? variable : { ...variable, expression: JSON.stringify(value) };
  });
  return [
    { ...file, metadata: { name, labels }, spec: { ...file.spec, variables } },
    {
      ...{ apiVersion: "admissionregistration.k8s.io/v1", kind: "ValidatingAdmissionPolicyBinding" },
      metadata: { name, labels },
      spec: { policyName: name, validationActions: ["Deny"] },
    },
  ];
}
