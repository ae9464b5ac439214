// Condition operators on IP addresses: v4 and v6, single addresses and CIDR ranges.

/** Whether an address lies in a range; an address of the other family never does. */
export function containsAddress(range: string, address: string): boolean {
  const [network = "", length, ...rest] = range.split("/");
  const networkBits = addressBits(network);
  const bits = addressBits(address);
  if (networkBits === undefined || bits === undefined || networkBits.length !== bits.length || rest.length > 0)
    return false;
  const fixed = length === undefined ? bits.length : prefixLength(length, bits.length);
  return fixed !== undefined && networkBits.slice(0, fixed) === bits.slice(0, fixed);
}

/** The address as 32 or 128 characters of 0 and 1; `undefined` when it is none. */
function addressBits(text: string): string | undefined {
  return text.includes(":") ? v6Bits(text) : v4Bits(text);
}

function prefixLength(text: string, most: number): number | undefined {
  return /^\d{1,3}$/.test(text) && Number(text) <= most ? Number(text) : undefined;
}

function v4Bits(text: string): string | undefined {
  const parts = text.split(".");
  if (parts.length !== 4 || !parts.every((part) => /^\d{1,3}$/.test(part) && Number(part) <= 255)) return undefined;
  return parts.map((part) => Number(part).toString(2).padStart(8, "0")).join("");
}

function v6Bits(text: string): string | undefined {
  const halves = text.split("::");
  const [head, tail] = halves.map(v6Groups);
  if (head === undefined || halves.length > 2) return undefined;
  if (halves.length === 1) return head.length === 128 ? head : undefined;
  if (tail === undefined || head.length + tail.length > 112) return undefined;
  return head + "0".repeat(128 - head.length - tail.length) + tail;
}

function v6Groups(text: string): string | undefined {
  if (text === "") return "";
  const groups = text.split(":").map((group, at, all) => {
    if (group.includes(".")) return at === all.length - 1 ? v4Bits(group) : undefined;
    return /^[0-9A-Fa-f]{1,4}$/.test(group) ? Number.parseInt(group, 16).toString(2).padStart(16, "0") : undefined;
  });
  return groups.includes(undefined) ? undefined : groups.join("");
}
