// Keeps the key of the session tokens in a file that only its owner can read, so that tokens outlive a restart.
import { constants } from "node:fs";
import { link, open, unlink } from "node:fs/promises";
import type { FileHandle } from "node:fs/promises";
import { userInfo } from "node:os";
import { IamctlError } from "../errors.ts";
import { counted } from "../print-many.ts";

const keySize = 32;

/**
 * Makes the file where there is none. Of several proxies that start at once, as at an upgrade, all get the key of the
 * first. Fails rather than use a key that somebody else could have read or left there.
 */
export async function keepTokenKey(path: string, randomBytes: (size: number) => Buffer): Promise<Buffer> {
  try {
    return (await readKey(path)) ?? (await createKey(path, randomBytes));
  } catch (cause) {
    if (cause instanceof IamctlError) throw cause;
    const problem = cause instanceof Error ? cause.message : String(cause);
    throw new IamctlError(`The token key ${path} cannot be kept: ${problem}`, {
      hint: "Name a file in a folder that the proxy may write to with --token-key-file FILE, or leave the flag out: then tokens last until the next restart",
      cause,
    });
  }
}

async function createKey(path: string, randomBytes: (size: number) => Buffer): Promise<Buffer> {
  const key = randomBytes(keySize);
  // Under a name of its own first: whoever reads the real one finds a whole key or none.
  const draft = `${path}.${randomBytes(6).toString("hex")}`;
  const file = await open(draft, "wx", 0o600);
  try {
    await file.writeFile(key);
    await file.sync();
    await file.close();
    await link(draft, path);
    return key;
  } catch (error) {
    await file.close();
    const other = isCode(error, "EEXIST") ? await readKey(path) : undefined;
    if (other === undefined) throw error;
    return other;
  } finally {
    await unlink(draft);
  }
}

/** Nothing when there is no such file. */
async function readKey(path: string): Promise<Buffer | undefined> {
  const file = await openExisting(path);
  if (file === undefined) return undefined;
  try {
    const { mode, uid, size } = await file.stat();
    if ((mode & 0o077) !== 0) throw unusable(path, "others than its owner may read it");
    if (uid !== userInfo().uid) throw unusable(path, "it belongs to another user");
    if (size !== keySize) throw unusable(path, `it has ${counted(size, "byte")} instead of ${keySize}`);
    return await file.readFile();
  } finally {
    await file.close();
  }
}

async function openExisting(path: string): Promise<FileHandle | undefined> {
  try {
    return await open(path, constants.O_RDONLY | constants.O_NOFOLLOW);
  } catch (error) {
    if (isCode(error, "ENOENT")) return undefined;
    if (isCode(error, "ELOOP")) throw unusable(path, "it is a symbolic link");
    throw error;
  }
}

function unusable(path: string, problem: string): IamctlError {
  return new IamctlError(`The token key ${path} is not used: ${problem}`, {
    hint: `Remove it (rm ${path}): the proxy makes a new one, and pods take new tokens`,
  });
}

function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && "code" in error && error.code === code;
}
