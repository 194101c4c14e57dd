import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { composeServices } from '@theguild/federation-composition';
import { parse } from 'graphql';

const usage = `Usage: npm run supergraph [-- <url>]

Composes schema/ into deploy/supergraph.graphql, for a router that finds immograph at <url>
(http://immograph:4000/graphql, its name in compose.yaml). Add your own subgraphs here to put them beside it.`;

const rootDir = fileURLToPath(new URL('..', import.meta.url));

/** The supergraph of immograph alone, as text; throws where it does not compose. */
export function composeSupergraph(url) {
  const files = readdirSync(`${rootDir}schema`).filter((name) => name.endsWith('.graphql'));
  const sdl = files.sort().map((name) => readFileSync(`${rootDir}schema/${name}`, 'utf8'));
  const { errors = [], supergraphSdl } = composeServices([{ name: 'immograph', url, typeDefs: parse(sdl.join('\n')) }]);
  if (errors.length > 0) throw new Error(errors.map(({ message }) => message).join('\n'));
  return `${supergraphSdl.trim()}\n`;
}

export const urlInCompose = 'http://immograph:4000/graphql';

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [url = urlInCompose] = process.argv.slice(2);
  if (url === '--help') console.log(usage);
  else {
    writeFileSync(`${rootDir}deploy/supergraph.graphql`, composeSupergraph(url));
    console.log('deploy/supergraph.graphql');
  }
}
