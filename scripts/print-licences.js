// The licences of all packages that esbuild packed into a file: every one of them asks that its text goes along.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** `inputs`: as esbuild's metafile has them. */
export function printLicences(root, { inputs }) {
  const { name, version, license } = readManifest(root);
  const own = `${name} ${version}: ${license}\n\n${readFileSync(join(root, "LICENSE"), "utf8")}`;
  const others = packagesIn(inputs).map((path) => {
    const manifest = readManifest(join(root, path));
    const texts = readdirSync(join(root, path)).filter((file) => /^(?:licen[cs]e|notice|copying)/iu.test(file));
    const bodies = texts.map((file) => readFileSync(join(root, path, file), "utf8").trim());
    return [`${manifest.name} ${manifest.version}: ${manifest.license}`, ...bodies].join("\n\n");
  });
  return `${[own.trim(), ...others].join(`\n\n${"-".repeat(80)}\n\n`)}\n`;
}

/** Folders of the packages that something in the file comes from. */
function packagesIn(inputs) {
  const folders = Object.keys(inputs).map((path) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/u.exec(path)?.[0]);
  return [...new Set(folders)].filter((path) => path !== undefined).toSorted();
}

function readManifest(folder) {
  return JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
}
