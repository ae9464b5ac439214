// Packs the proxy into one file that a bare Node runs: proxy.mjs; its source map and the licences of what is inside lie beside it.
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

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

const { metafile } = await build({
  stdin: { contents: entry, resolveDir: root, sourcefile: "proxy-entry.js" },
  absWorkingDir: root,
  outfile: join(folder, "proxy.mjs"),
  bundle: true,
  platform: "node",
  target: "node20.19",
  format: "esm",
  banner: { js: banner },
  minify: true,
  keepNames: true,
  legalComments: "none",
  // Not named in the bundle: a running proxy has no use for five megabytes of it.
  sourcemap: "external",
  metafile: true,
  logLevel: "warning",
});
writeFileSync(join(folder, "proxy.licences.txt"), printLicences(packagesIn(metafile)));

/** Folders of the packages that something in the bundle comes from. */
function packagesIn({ inputs }) {
  const folders = Object.keys(inputs).map((path) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/u.exec(path)?.[0]);
  return [...new Set(folders)].filter((path) => path !== undefined).toSorted();
}

/** Every licence in the bundle asks that its text goes along. */
function printLicences(folders) {
  const own = `iamctl ${version}: Apache-2.0\n\n${readFileSync(join(root, "LICENSE"), "utf8")}`;
  const others = folders.map((path) => {
    const manifest = JSON.parse(readFileSync(join(root, path, "package.json"), "utf8"));
    const texts = readdirSync(join(root, path)).filter((name) => /^(?:licen[cs]e|notice|copying)/iu.test(name));
    const bodies = texts.map((name) => readFileSync(join(root, path, name), "utf8").trim());
    return [`${manifest.name} ${manifest.version}: ${manifest.license}`, ...bodies].join("\n\n");
  });
  return `${[own.trim(), ...others].join(`\n\n${"-".repeat(80)}\n\n`)}\n`;
}
