/** A WebSocket server on this machine that speaks as an exchange does, as far as a session listens. */
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';
import { type WebSocket, WebSocketServer } from 'ws';

/** How an exchange answers what it is asked. */
export interface Protocol {
  /** What it says before it is asked anything. */
  readonly greeting: readonly string[];
  /** Answers to a message, and the channels it subscribes to: `trade BTC/USDT`. */
  readonly answer: (message: unknown) => { readonly replies: readonly string[]; readonly channels: readonly string[] };
}

export interface SocketServer {
  readonly url: string;
  /** Connections so far. */
  readonly connections: () => number;
  /** Channels of the connection at hand. */
  readonly channels: () => readonly string[];
  /** Called whenever somebody subscribes. */
  onSubscribe: (channel: string) => void;
  /** Sends a frame to whoever is connected. */
  readonly send: (frame: string | Uint8Array, isText?: boolean) => void;
  /** Breaks the connections without a word. */
  readonly drop: () => void;
}

/** Serves until the test is over. */
export async function serveSocket(protocol: Protocol): Promise<SocketServer> {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
  await new Promise<void>((ready) => server.on('listening', () => ready()));
  onTestFinished(() => {
    for (const client of server.clients) client.terminate();
    server.close();
  });
  const state = { onSubscribe: (_channel: string): void => undefined };
  let connections = 0;
  let channels: string[] = [];
  server.on('connection', (socket: WebSocket) => {
    connections += 1;
    channels = [];
    for (const frame of protocol.greeting) socket.send(frame);
    socket.on('message', (data) => {
      const asked = protocol.answer(JSON.parse(String(data)));
      for (const reply of asked.replies) socket.send(reply);
      for (const channel of asked.channels) {
        channels.push(channel);
        state.onSubscribe(channel);
      }
    });
  });
  return Object.assign(state, {
    url: `ws://127.0.0.1:${(server.address() as AddressInfo).port}`,
    connections: () => connections,
    channels: () => channels,
    send: (frame: string | Uint8Array, isText = true) => {
      for (const client of server.clients) client.send(frame, { binary: !isText });
    },
    drop: () => {
      for (const client of server.clients) client.terminate();
    },
  });
}
