// A folder of a test's own, gone when its file's tests are done.
import { rmSync } from "node:fs";
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { registerCompletionHandler } from "ava";

const folders: string[] = [];

export async function temporaryFolder(): Promise<string> {
  if (folders.length === 0) registerCompletionHandler(removeAll);
  const folder = await mkdtemp(join(tmpdir(), "iamctl-test-"));
  folders.push(folder);
  return folder;
}

function removeAll(): void {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
}
