// The values of the proxy's chart, as values.yaml has them: the chart's templates and the plain manifests go by the same.

export interface ChartValues {
  readonly image: {
    readonly repository: string;
    readonly tag: string;
    readonly digest: string;
    readonly pullPolicy: string;
  };
  readonly imagePullSecrets: readonly object[];
  readonly proxy: {
    readonly prefix: string;
    readonly baseRoleArn: string;
    readonly region: string;
    readonly interfaces: readonly string[];
    readonly rules: string;
    readonly port: number;
    readonly operationsPort: number;
    readonly ipv6: boolean;
    readonly tokens: string;
    readonly namespaceRestrictions: string;
    readonly reportOnly: boolean;
    readonly defaultRole: string;
    readonly sessionTags: string;
    readonly startupTaint: string;
    readonly logLevel: string;
    readonly extraArgs: readonly string[];
  };
  readonly serviceAccountAnnotations: object;
  readonly podAnnotations: object;
  readonly podLabels: object;
  readonly priorityClassName: string;
  readonly nodeSelector: object;
  readonly tolerations: readonly object[];
  readonly affinity: object;
  readonly resources: object;
  readonly updateStrategy: object;
  readonly monitor: { readonly kind: string; readonly interval: string; readonly labels: object };
}
