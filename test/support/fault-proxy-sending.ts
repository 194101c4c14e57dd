import type { ServerResponse } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import type { Fault, PassedAnswer } from './fault-proxy-faults.js';

type Sending = Readonly<{
  fault: Fault | null;
  /** Asks the upstream. */
  pass: () => Promise<PassedAnswer>;
  /** Called right before a connection is cut on purpose. */
  beforeCut: () => void;
}>;

const ENDLESS_CHUNK = Buffer.alloc(64 * 1024, 0x20);
/** How often bandwidth is granted. */
const BANDWIDTH_TICK_MS = 20;

/** Answers as the fault says. Ends when all is sent, or when whoever waits for it has gone. */
export async function sendAnswer(outgoing: ServerResponse, { fault, pass, beforeCut }: Sending): Promise<void> {
  switch (fault?.kind) {
    case undefined:
      sendWhole(outgoing, await pass());
      return;
    case 'DELAY':
      await pause(fault.ms + Math.random() * (fault.jitterMs ?? 0));
      sendWhole(outgoing, await pass());
      return;
    case 'HOLD':
      await fault.until;
      sendWhole(outgoing, await pass());
      return;
    case 'HANG':
      return;
    case 'RESET':
      return reset(outgoing, { pass, beforeCut, afterBytes: fault.afterBytes });
    case 'SLOW_CLOSE': {
      const { status, headers, body } = await pass();
      // Without a length, the end of the body is the end of the connection.
      outgoing.writeHead(status, { ...headers, connection: 'close' }).write(body);
      await pause(fault.ms);
      outgoing.end();
      return;
    }
    case 'SLICE':
      return drip(outgoing, await pass(), { bytes: fault.bytes, everyMs: fault.everyMs });
    case 'BANDWIDTH': {
      const bytes = Math.max(1, Math.round((fault.bytesPerSecond * BANDWIDTH_TICK_MS) / 1000));
      return drip(outgoing, await pass(), { bytes, everyMs: BANDWIDTH_TICK_MS });
    }
    case 'TRUNCATE': {
      const answer = await pass();
      beforeCut();
      writeHead(outgoing, answer);
      outgoing.write(answer.body.subarray(0, fault.bytes), () => outgoing.socket?.end());
      return;
    }
    case 'ANSWER':
      sendWhole(outgoing, fault.answer);
      return;
    case 'CHANGE':
      sendWhole(outgoing, fault.change(await pass()));
      return;
    case 'ENDLESS':
      return sendForEver(outgoing);
  }
}

function sendWhole(outgoing: ServerResponse, answer: PassedAnswer): void {
  writeHead(outgoing, answer);
  outgoing.end(answer.body);
}

function writeHead(outgoing: ServerResponse, { status, headers, body }: PassedAnswer): void {
  outgoing.writeHead(status, { 'content-length': body.length, ...headers });
}

async function reset(
  outgoing: ServerResponse,
  { pass, beforeCut, afterBytes }: Omit<Sending, 'fault'> & Readonly<{ afterBytes: number | undefined }>,
): Promise<void> {
  if (afterBytes === undefined) {
    beforeCut();
    outgoing.socket?.resetAndDestroy();
    return;
  }
  const answer = await pass();
  beforeCut();
  writeHead(outgoing, answer);
  outgoing.write(answer.body.subarray(0, afterBytes), () => outgoing.socket?.resetAndDestroy());
}

async function drip(
  outgoing: ServerResponse,
  answer: PassedAnswer,
  { bytes, everyMs }: Readonly<{ bytes: number; everyMs: number }>,
): Promise<void> {
  writeHead(outgoing, answer);
  for (let sent = 0; sent < answer.body.length && !outgoing.closed; sent += bytes) {
    if (sent > 0) await pause(everyMs);
    outgoing.write(answer.body.subarray(sent, sent + bytes));
  }
  outgoing.end();
}

async function sendForEver(outgoing: ServerResponse): Promise<void> {
  outgoing.writeHead(200, { 'content-type': 'application/json' });
  const gone = closed(outgoing);
  while (!outgoing.closed) {
    const isRoom = outgoing.write(ENDLESS_CHUNK);
    if (isRoom) await pause(1);
    else await Promise.race([drained(outgoing), gone]);
  }
}

function drained(outgoing: ServerResponse): Promise<unknown> {
  return new Promise((resolve) => outgoing.once('drain', resolve));
}

function closed(outgoing: ServerResponse): Promise<unknown> {
  return new Promise((resolve) => (outgoing.closed ? resolve(undefined) : outgoing.once('close', resolve)));
}
