// Who may import whom: the table behind ARCHITECTURE.md's arrows.

export interface Arrows {
  /** Beginnings of paths whose values may be imported. */
  readonly values: readonly string[];
  /** Beginnings of paths of which only types may be imported. */
  readonly types: readonly string[];
}

const domain = [
  "src/iam/",
  "src/nodes/",
  "src/pods/",
  "src/access/",
  "src/audit/",
  "src/plan/",
  "src/permissions/",
  "src/deploy/",
];
/** What every pure folder may say. */
const words = ["src/errors.ts", "src/print-many.ts"];
const leaves = [
  "src/check-schema.ts",
  "src/write-document.ts",
  "src/errors.ts",
  "src/timers.ts",
  "src/print-many.ts",
  "src/yaml.ts",
  "src/read-text.ts",
  "src/package-folder.ts",
];

export const pureFolders = [...domain, "src/report/"];

/** The longest beginning of a file's path decides. A folder's files may always import each other. */
export const arrows: Readonly<Record<string, Arrows>> = {
  "src/iam/": { values: ["src/errors.ts"], types: [] },
  "src/nodes/": { values: ["src/iam/", ...words], types: [] },
  "src/pods/": { values: ["src/iam/", ...words], types: [] },
  "src/access/": { values: ["src/iam/", "src/nodes/", "src/pods/", ...words], types: [] },
  "src/audit/": { values: ["src/iam/", "src/nodes/", "src/pods/", "src/access/", ...words], types: [] },
  "src/plan/": {
    values: ["src/iam/", "src/nodes/", "src/pods/", "src/access/", ...words, "src/check-schema.ts"],
    types: [],
  },
  "src/deploy/": { values: [], types: [] },
  "src/permissions/": { values: ["src/iam/", ...words], types: [] },
  "src/report/": { values: [...domain, ...words], types: [] },

  "src/terminal/": { values: ["src/errors.ts", "src/report/style.ts"], types: [] },
  "src/aws/": { values: [...domain, ...leaves], types: [] },
  "src/kube/": { values: [...domain, ...leaves], types: [] },
  "src/apply/": { values: [...pureFolders, ...leaves], types: ["src/aws/", "src/kube/", "src/terminal/"] },
  "src/apply/has-happened.ts": {
    values: [...pureFolders, ...leaves, "src/aws/same-document.ts"],
    types: ["src/aws/", "src/kube/"],
  },
  "src/apply/apply-step.ts": { values: [...pureFolders, ...leaves, "src/aws/", "src/kube/"], types: [] },

  "src/proxy/": { values: ["src/iam/", "src/pods/", "src/aws/", "src/kube/", ...leaves], types: [] },
  "src/sandbox/": { values: ["src/iam/", "src/pods/", ...leaves], types: [] },
  "src/demo/": {
    values: ["src/report/", "src/sandbox/", "src/kube/", ...leaves],
    types: ["src/terminal/", "src/context.ts"],
  },

  "src/manifests/": { values: ["src/pods/", "src/errors.ts"], types: [] },
  "src/commands/": {
    values: [...pureFolders, ...leaves, "src/manifests/"],
    types: ["src/aws/", "src/kube/", "src/terminal/", "src/sandbox/", "src/context.ts", "src/command-options.ts"],
  },
  "src/commands/proxy.ts": {
    values: [...pureFolders, ...leaves, "src/aws/", "src/kube/", "src/proxy/"],
    types: ["src/context.ts", "src/command-options.ts"],
  },
  "src/commands/sandbox.ts": {
    values: [...pureFolders, ...leaves, "src/sandbox/"],
    types: ["src/context.ts", "src/command-options.ts"],
  },
  "src/commands/demo.ts": {
    values: [...pureFolders, ...leaves, "src/sandbox/", "src/demo/"],
    types: ["src/terminal/", "src/context.ts", "src/command-options.ts"],
  },

  // Rules and names that help needs, or that the proxy reads the same flags by; none of them brings much along.
  "src/program/": {
    values: ["src/permissions/commands-with-needs.ts", "src/iam/role-prefix.ts", "src/pods/taint-key.ts"],
    types: ["src/command-options.ts"],
  },
  "src/program.ts": { values: ["src/program/"], types: ["src/command-options.ts"] },
  "src/command-options.ts": { values: [], types: [...domain, "src/audit-options.ts"] },
  "src/command-bodies.ts": {
    values: ["src/commands/"],
    types: ["src/context.ts", "src/command-options.ts", "src/program/", "src/errors.ts"],
  },
  "src/context.ts": {
    values: ["src/terminal/", "src/aws/connect-account.ts", "src/kube/connect-cluster.ts", "src/apply/", ...leaves],
    types: [...pureFolders, "src/aws/", "src/kube/", "src/command-options.ts"],
  },
  "src/explain-failure.ts": { values: ["src/errors.ts", "src/report/plain.ts"], types: [] },
  "src/run-world.ts": {
    values: ["src/explain-failure.ts", "src/terminal/"],
    types: ["src/errors.ts", "src/context.ts"],
  },
  "src/main.ts": {
    values: ["src/context.ts", "src/program.ts", "src/command-bodies.ts", "src/run-world.ts", ...leaves],
    types: ["src/command-options.ts", "src/terminal/"],
  },
  "src/proxy-main.ts": {
    values: ["src/program.ts", "src/commands/proxy.ts", "src/run-world.ts", ...leaves],
    types: ["src/program/", "src/terminal/"],
  },
  "src/yaml.ts": { values: ["src/errors.ts"], types: [] },
  "src/write-document.ts": { values: ["src/errors.ts"], types: [] },
  // Leaves: they import nothing of ours.
  "src/": { values: [], types: [] },
};

/** What `imports` in package.json name: packages that are shipped packed, each with its one home. */
export const packedHomes: Readonly<Record<string, readonly string[]>> = {
  "#kubernetes-client": ["src/kube/load-kubeconfig.ts"],
};

/** The one home of each package that is shipped as it is. */
export const homes: Readonly<Record<string, readonly string[]>> = {
  "@aws-sdk/client-auto-scaling": ["src/aws/"],
  "@aws-sdk/client-ec2": ["src/aws/"],
  "@aws-sdk/client-eks": ["src/aws/"],
  "@aws-sdk/client-iam": ["src/aws/"],
  // The demo's pod is a real SDK client.
  "@aws-sdk/client-s3": ["src/demo/"],
  "@aws-sdk/client-sts": ["src/aws/"],
  "@smithy/core": ["src/aws/"],
  ajv: ["src/check-schema.ts"],
  "ajv-formats": ["src/check-schema.ts"],
  chalk: ["src/terminal/style.ts"],
  commander: ["src/program.ts", "src/program/"],
  "csv-stringify": ["src/report/"],
  // Never imported: its text goes into the page.
  cytoscape: [],
  diff: ["src/report/"],
  "fast-json-patch": ["src/sandbox/"],
  "fast-xml-parser": ["src/sandbox/", "src/report/"],
  inquirer: ["src/terminal/ask.ts"],
  leven: ["src/pods/near-names.ts"],
  "markdown-table": ["src/report/"],
  ora: ["src/terminal/progress.ts"],
  pino: ["src/proxy/"],
  "prom-client": ["src/proxy/"],
  re2js: ["src/pods/match-pattern.ts"],
  yaml: ["src/yaml.ts", "src/manifests/"],
};
