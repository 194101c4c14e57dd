import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { clearInterval, setInterval } from 'node:timers';
import { fileURLToPath, URLSearchParams } from 'node:url';
import ts from 'typescript';
import { Pool } from 'undici';

const rootDir = fileURLToPath(new URL('..', import.meta.url));
const JSON_HEADERS = { 'content-type': 'application/json' };

/** A module of the tests that imports nothing of ours. */
export async function importTest(path) {
  const { outputText } = ts.transpileModule(readFileSync(join(rootDir, 'test', path), 'utf8'), {
    compilerOptions: { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2023 },
  });
  return import(`data:text/javascript;base64,${Buffer.from(outputText).toString('base64')}`);
}

/** What is sent of a hostile document; with a comment of its own, so that no answer of a cache stands in for the work. */
function requestOf({ body, method }, number) {
  const isObject = typeof body === 'object' && body !== null && !Array.isArray(body);
  const unique = isObject && typeof body.query === 'string' ? { ...body, query: `${body.query}\n#${number}` } : body;
  if (method === 'GET') return { method, path: `/graphql?${new URLSearchParams(unique)}` };
  return {
    method: 'POST',
    path: '/graphql',
    headers: JSON_HEADERS,
    body: typeof unique === 'string' ? unique : JSON.stringify(unique),
  };
}

/** Milliseconds of processor time that a request with each document takes of the whole server process. */
export async function measureCpu(server, documents, { warmUp, repetitions }) {
  const pool = new Pool(server.origin, { connections: 1 });
  let number = 0;
  const ask = async (document) => {
    const answer = await pool.request(requestOf(document, number++));
    await answer.body.dump();
  };
  const measured = [];
  for (const document of documents) {
    for (let done = 0; done < warmUp; done += 1) await ask(document);
    const before = server.cpuSeconds();
    for (let done = 0; done < repetitions; done += 1) await ask(document);
    const ms = ((server.cpuSeconds() - before) * 1000) / repetitions;
    measured.push({ name: document.name, cpuMs: Math.round(ms * 100) / 100 });
  }
  await pool.close();
  return measured.sort((one, other) => other.cpuMs - one.cpuMs);
}

/** Sends so many of the documents a second, in turn, until it is stopped; tells how many and with which statuses. */
export function startAttack(origin, documents, perSecond) {
  const pool = new Pool(origin, { connections: 64 });
  const statuses = {};
  let number = 0;
  const pending = new Set();
  const timer = setInterval(() => {
    const one = send(requestOf(documents[number % documents.length], `attack ${number}`)).finally(() =>
      pending.delete(one),
    );
    number += 1;
    pending.add(one);
  }, 1000 / perSecond);
  async function send(request) {
    try {
      const answer = await pool.request(request);
      await answer.body.dump();
      statuses[answer.statusCode] = (statuses[answer.statusCode] ?? 0) + 1;
    } catch (error) {
      statuses[error.code ?? error.name] = (statuses[error.code ?? error.name] ?? 0) + 1;
    }
  }
  return {
    stop: async () => {
      clearInterval(timer);
      await Promise.all(pending);
      await pool.close();
      return { sent: number, statuses };
    },
  };
}

/** Sends bodies as they come from `next`, over so many connections; `supervise` starts the server anew where it died. */
export async function fuzz(supervise, next, { requests, connections }) {
  const found = { requests, exits: 0, internalErrors: 0, notJson: 0, connectionErrors: 0, codes: {}, examples: [] };
  let left = requests;
  let server = await supervise();
  let pool = new Pool(server.origin, { connections });
  let restarting = null;

  async function restart() {
    found.exits += 1;
    await pool.destroy();
    server = await supervise();
    pool = new Pool(server.origin, { connections });
    restarting = null;
  }
  async function one() {
    const body = next();
    let text;
    try {
      const answer = await pool.request({ method: 'POST', path: '/graphql', headers: JSON_HEADERS, body });
      text = await answer.body.text();
    } catch {
      found.connectionErrors += 1;
      if (server.isRunning()) return;
      note('exit', body);
      restarting ??= restart();
      await restarting;
      return;
    }
    const codes = codesOf(text);
    if (codes === null) {
      found.notJson += 1;
      note('not JSON', body);
      return;
    }
    for (const code of codes) found.codes[code] = (found.codes[code] ?? 0) + 1;
    if (!codes.includes('INTERNAL_SERVER_ERROR')) return;
    found.internalErrors += 1;
    note('internal error', body);
  }
  function note(what, body) {
    if (found.examples.length < 10) {
      found.examples.push({ what, body: Buffer.from(body).toString('utf8').slice(0, 20_000) });
    }
  }
  await Promise.all(
    Array.from({ length: connections }, async () => {
      while (left > 0) {
        left -= 1;
        if (restarting !== null) await restarting;
        await one();
        if (left % 10_000 === 0) console.error(`${left} left`);
      }
    }),
  );
  if (!server.isRunning()) found.exits += 1;
  await pool.close();
  await server.stop();
  return found;
}

function codesOf(text) {
  try {
    return [
      ...new Set((JSON.parse(text).errors ?? [{ extensions: { code: 'none' } }]).map((error) => error.extensions.code)),
    ];
  } catch {
    return null;
  }
}
