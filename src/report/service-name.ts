// How a picture names what a role reaches.

/** A service as actions name it; `*` in words. */
export function serviceName(service: string): string {
  return service === "*" ? "every service" : service;
}
