// Answers whoever connects or sends to the addresses that its arguments name as tcp:PORT:ADDRESS or udp:PORT:ADDRESS.
import dgram from "node:dgram";
import net from "node:net";

for (const place of process.argv.slice(2)) {
  const [protocol = "", port = "", ...rest] = place.split(":");
  const address = rest.join(":");
  await (protocol === "tcp" ? serveTcp(address, Number(port)) : serveUdp(address, Number(port)));
}
process.stdout.write("ready\n");

function serveTcp(address: string, port: number): Promise<void> {
  const server = net.createServer((socket) => void socket.on("error", () => {}).end("hello"));
  return new Promise((resolve) => void server.listen(port, address, resolve));
}

function serveUdp(address: string, port: number): Promise<void> {
  const socket = dgram.createSocket(address.includes(":") ? "udp6" : "udp4");
  socket.on("message", (message, sender) => socket.send(message, sender.port, sender.address));
  return new Promise((resolve) => void socket.bind(port, address, resolve));
}
