// A strict JSON reader for policies: keeps key order, refuses duplicate keys, tells where it stopped and where values stand.

/** Objects are maps: order is kept for every key, and no key (`__proto__`) means anything. */
export type JsonValue = null | boolean | number | string | readonly JsonValue[] | JsonObject;
export type JsonObject = ReadonlyMap<string, JsonValue>;

/** Keys and list positions from the document to a value. */
export type JsonPath = readonly (string | number)[];

export type ParsedJson =
  | { readonly kind: "parsed"; readonly value: JsonValue }
  | { readonly kind: "malformed"; readonly problem: string };

/** Told of every value as it ends: its path, and its first and past-the-last character. */
export type OnValue = (path: JsonPath, start: number, end: number) => void;

const deepest = 32;

/** Numbers that JavaScript would print differently (`1.0`, `1e3`, 20 digits) come back as strings of the same characters. */
export function parseJson(text: string, onValue: OnValue = () => {}): ParsedJson {
  try {
    return { kind: "parsed", value: readDocument(text, onValue) };
  } catch (error) {
    if (error instanceof JsonFault) return { kind: "malformed", problem: error.message };
    throw error;
  }
}

/** `Statement[0].Action`; the document itself is `the document`. */
export function printPath(path: JsonPath): string {
  if (path.length === 0) return "the document";
  return path.map((step, at) => (typeof step === "number" ? `[${step}]` : at === 0 ? step : `.${step}`)).join("");
}

/** `line 3, column 7`, both from 1. */
export function printPosition(text: string, at: number): string {
  const lines = text.slice(0, at).split("\n");
  return `line ${lines.length}, column ${(lines.at(-1) ?? "").length + 1}`;
}

const special = /[\\\u0000-\u001F]/;

class JsonFault extends Error {}

function readDocument(text: string, onValue: OnValue): JsonValue {
  let at = 0;
  const value = readValue([]);
  skipSpace();
  if (at < text.length) fail("text after the end of the document");
  return value;

  function readValue(path: JsonPath): JsonValue {
    skipSpace();
    if (path.length > deepest) fail(`nested deeper than ${deepest} levels`);
    const start = at;
    const value = readBare(path);
    onValue(path, start, at);
    return value;
  }

  function readBare(path: JsonPath): JsonValue {
    const first = text.charAt(at);
    if (first === "{") return readObject(path);
    if (first === "[") return readList(path);
    if (first === '"') return readString();
    if (first === "-" || isDigit(first)) return readNumber();
    if (takeWord("true")) return true;
    if (takeWord("false")) return false;
    if (takeWord("null")) return null;
    return fail(first === "" ? "the text ends where a value should stand" : "a value should stand here");
  }

  function readObject(path: JsonPath): JsonObject {
    const members = new Map<string, JsonValue>();
    at += 1;
    skipSpace();
    if (take("}")) return members;
    for (;;) {
      skipSpace();
      const keyAt = at;
      if (text.charAt(at) !== '"') fail("a key in double quotes should stand here");
      const key = readString();
      if (members.has(key)) fail(`${printPath([...path, key])} is given twice`, keyAt);
      skipSpace();
      if (!take(":")) fail("a colon should stand here");
      members.set(key, readValue([...path, key]));
      skipSpace();
      if (take("}")) return members;
      if (!take(",")) fail("a comma or } should stand here");
    }
  }

  function readList(path: JsonPath): readonly JsonValue[] {
    const items: JsonValue[] = [];
    at += 1;
    skipSpace();
    if (take("]")) return items;
    for (;;) {
      items.push(readValue([...path, items.length]));
      skipSpace();
      if (take("]")) return items;
      if (!take(",")) fail("a comma or ] should stand here");
    }
  }

  function readString(): string {
    const start = at;
    const end = text.indexOf('"', start + 1);
    const plain = text.slice(start + 1, end);
    // Nearly every string has no escapes, and is what stands between its quotes.
    if (end > start && !special.test(plain)) {
      at = end + 1;
      return plain;
    }
    for (at += 1; text.charAt(at) !== '"'; at += 1) {
      if (at >= text.length) fail("the string has no end", start);
      if (text.charAt(at) < " ") fail("a control character inside a string must be escaped");
      if (text.charAt(at) === "\\") skipEscape();
    }
    at += 1;
    // The characters were checked one by one above, so JSON.parse only has to undo the escapes.
    return JSON.parse(text.slice(start, at)) as string;
  }

  function skipEscape(): void {
    at += 1;
    const kind = text.charAt(at);
    if (kind === "" || !'"\\/bfnrtu'.includes(kind)) fail("not an escape that JSON knows");
    if (kind !== "u") return;
    if (!/^[0-9A-Fa-f]{4}$/.test(text.slice(at + 1, at + 5))) fail("\\u needs four hexadecimal digits");
    at += 4;
  }

  function readNumber(): number | string {
    const start = at;
    take("-");
    if (!take("0")) takeDigits();
    if (take(".")) takeDigits();
    if (take("e") || take("E")) {
      if (!take("+")) take("-");
      takeDigits();
    }
    const digits = text.slice(start, at);
    return String(Number(digits)) === digits ? Number(digits) : digits;
  }

  function takeDigits(): void {
    if (!isDigit(text.charAt(at))) fail("a digit should stand here");
    while (isDigit(text.charAt(at))) at += 1;
  }

  function take(character: string): boolean {
    if (text.charAt(at) !== character) return false;
    at += 1;
    return true;
  }

  function takeWord(word: string): boolean {
    if (!text.startsWith(word, at)) return false;
    at += word.length;
    return true;
  }

  function skipSpace(): void {
    while (at < text.length && " \t\r\n".includes(text.charAt(at))) at += 1;
  }

  function fail(problem: string, where = at): never {
    throw new JsonFault(`${problem} (${printPosition(text, where)})`);
  }
}

function isDigit(character: string): boolean {
  return character >= "0" && character <= "9" && character.length === 1;
}
