// Writes an IP address the one way the kernel tells us of it, so that addresses can be compared as text.
import { isIPv4, isIPv6, SocketAddress } from "node:net";

/**
 * IPv6 as RFC 5952 has it, an IPv4-mapped one as the IPv4 address it is: a listener on both families sees IPv4 callers
 * as `::ffff:10.0.0.1`. Nothing for what is no address.
 */
export function canonicalAddress(text: string): string | undefined {
  if (isIPv4(text)) return text;
  if (!isIPv6(text)) return undefined;
  const { address } = new SocketAddress({ address: text, family: "ipv6" });
  return address.startsWith("::ffff:") && address.includes(".") ? address.slice("::ffff:".length) : address;
}
