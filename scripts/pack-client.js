// Packs what reads kubeconfigs into one file: as a package it is a thousand files, which take longer to load than all else.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { printLicences } from "./print-licences.js";

const root = fileURLToPath(new URL("..", import.meta.url));
const folder = join(root, "build/packed");

// Packages that are CommonJS ask for Node's modules with `require`.
const banner = `import { createRequire } from "node:module";
const require = createRequire(import.meta.url);`;

const { metafile, outputFiles } = await build({
  // Not by the package's own entry, which brings watches, exec and copying of files as well.
  stdin: { contents: 'export { KubeConfig } from "@kubernetes/client-node/dist/config.js";', resolveDir: root },
  absWorkingDir: root,
  outfile: join(folder, "kubernetes-client.js"),
  bundle: true,
  platform: "node",
  target: "node20.19",
  format: "esm",
  banner: { js: banner },
  legalComments: "none",
  metafile: true,
  write: false,
  logLevel: "warning",
});
mkdirSync(folder, { recursive: true });
for (const { path, contents } of outputFiles) writeFileSync(path, contents);
writeFileSync(join(folder, "kubernetes-client.licences.txt"), printLicences(root, metafile));
