// Packs the proxy for a bare Node: proxy.mjs, and in proxy/ what it loads; source maps and licences lie beside them.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { printLicences } from "./print-licences.js";

const root = fileURLToPath(new URL("..", import.meta.url));
const folder = process.argv[2] ?? join(root, "dist");
const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));

const entry = `
import { main } from "./build/src/proxy-main.js";
process.exitCode = await main(${JSON.stringify(version)});
`;

// Packages that are CommonJS ask for Node's modules with `require`.
const banner = `#!/usr/bin/env node
import { createRequire } from "node:module";
const require = createRequire(import.meta.url);
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= "true";`;

const parts = "proxy";
const maps = "maps";

const { metafile, outputFiles } = await build({
  stdin: { contents: entry, resolveDir: root, sourcefile: "proxy.mjs" },
  absWorkingDir: root,
  outdir: folder,
  entryNames: "proxy",
  chunkNames: `${parts}/[name]-[hash]`,
  outExtension: { ".js": ".mjs" },
  bundle: true,
  // Half of it reads kubeconfigs, which no proxy in a pod does: as text that is never run it took 3 MB on every node.
  splitting: true,
  platform: "node",
  target: "node20.19",
  format: "esm",
  // What is packed already would hide from the list of licences what it is made of.
  conditions: ["unpacked"],
  banner: { js: banner },
  minify: true,
  keepNames: true,
  legalComments: "none",
  // Not named in the bundle: a running proxy has no use for five megabytes of it.
  sourcemap: "external",
  metafile: true,
  write: false,
  logLevel: "warning",
});
// Names change with what is inside: parts of an older bundle would stay for ever.
for (const old of [parts, maps]) rmSync(join(folder, old), { recursive: true, force: true });
for (const { path, contents } of outputFiles) {
  const place = path.endsWith(".map") ? join(folder, maps, relative(folder, path)) : path;
  mkdirSync(dirname(place), { recursive: true });
  writeFileSync(place, contents);
}
writeFileSync(join(folder, "proxy.licences.txt"), printLicences(root, metafile));
