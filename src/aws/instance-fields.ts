// The fields of EC2's answers that say how an instance reaches its role.
import type { MetadataOptions, RolePointer } from "../nodes/node-source.ts";

/** As instances and launch templates write them; a template sets only some. */
export interface Ec2MetadataOptions {
  readonly HttpEndpoint?: string | undefined;
  readonly HttpTokens?: string | undefined;
  readonly HttpPutResponseHopLimit?: number | undefined;
  readonly HttpProtocolIpv6?: string | undefined;
  readonly InstanceMetadataTags?: string | undefined;
}

export function parseMetadataOptions(options: Ec2MetadataOptions | undefined): Partial<MetadataOptions> | undefined {
  if (options === undefined) return undefined;
  const { HttpEndpoint, HttpTokens, HttpPutResponseHopLimit, HttpProtocolIpv6, InstanceMetadataTags } = options;
  return {
    ...(HttpEndpoint !== undefined && { endpoint: onOrOff(HttpEndpoint) }),
    ...(HttpTokens !== undefined && { tokens: HttpTokens === "required" ? "required" : "optional" }),
    ...(HttpPutResponseHopLimit !== undefined && { hopLimit: HttpPutResponseHopLimit }),
    ...(HttpProtocolIpv6 !== undefined && { ipv6: onOrOff(HttpProtocolIpv6) }),
    ...(InstanceMetadataTags !== undefined && { tags: onOrOff(InstanceMetadataTags) }),
  };
}

/** With EC2's own defaults for what it leaves out. */
export function completeMetadataOptions(options: Ec2MetadataOptions | undefined): MetadataOptions | undefined {
  const told = parseMetadataOptions(options);
  if (told === undefined) return undefined;
  return { endpoint: "enabled", tokens: "optional", hopLimit: 1, ipv6: "disabled", tags: "disabled", ...told };
}

/** By ARN or name; the name is the ARN's last part. */
export function pointerOfProfile(profile: string | undefined): RolePointer | undefined {
  if (profile === undefined || profile === "") return undefined;
  return { kind: "instance-profile", name: profile.slice(profile.lastIndexOf("/") + 1) };
}

function onOrOff(value: string): "enabled" | "disabled" {
  return value === "enabled" ? "enabled" : "disabled";
}
