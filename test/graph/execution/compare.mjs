/**
 * Executes made-up operations by graphql-js and by our own executor, over resolvers that are troubled in all ways, and
 * prints how many there were and the first one that differed; or the queries that the tests hold, with `suite`. In a process of its own: where an item of a list that is
 * given up fails as well, graphql-js leaves a rejected promise that nobody hears.
 *
 *   node test/graph/execution/compare.mjs <graph|strict|suite> <how many> <seed>
 */
import { setImmediate as nextTurn } from 'node:timers/promises';
import { Kind, execute, parse, validate } from 'graphql';
import { ensureBuild } from '../../../build/build.mjs';
import { createRandomOperation } from './random-operation.mjs';
import { schemas, textOf } from './schemas.mjs';
import { seededRandom } from './seeded-random.mjs';
import { suiteDocuments } from './suite-documents.mjs';

await ensureBuild({ only: ['server'], say: () => undefined });
const { createExecutor } = await import('../../../dist/server/graph/execution/executor.js');

const [name, count, seed] = process.argv.slice(2);
const schema = schemas[name === 'suite' ? 'graph' : name]();
const compiled = createExecutor(schema);
const random = seededRandom(Number(seed));
const held = name === 'suite' ? suiteDocuments(schema) : [];
const total = name === 'suite' ? held.length : Number(count);
let isOurs = false;
let unheard = 0;
process.on('unhandledRejection', () => {
  if (isOurs) unheard += 1;
});

const told = { operations: 0, executions: 0, failed: 0, bytes: 0, invalid: 0, difference: null };
while (told.operations < total && told.difference === null) {
  const { document: text, variables: given } =
    name === 'suite' ? { document: held[told.operations], variables: {} } : createRandomOperation(schema, random);
  const document = parse(text);
  if (validate(schema, document).length > 0) told.invalid += 1;
  // Of several the tests name one; here it is the first.
  const operation = document.definitions.find(({ kind }) => kind === Kind.OPERATION_DEFINITION);
  const operationName = operation.name?.value;
  for (const [trouble, variables] of [
    [told.operations, given],
    [told.operations + 1e6, otherwise(given)],
    [told.operations + 2e6, given],
  ]) {
    const context = { seed: trouble };
    const expected = textOf(
      await execute({ schema, document, variableValues: variables, contextValue: context, operationName }),
    );
    await settled();
    isOurs = true;
    const actual = textOf(await compiled({ document, operation, operationName, variables, context }));
    await settled();
    isOurs = false;
    told.executions += 1;
    told.bytes += expected.length;
    told.failed += Number(expected.includes('"errors"'));
    if (expected !== actual) told.difference ??= { text, variables, trouble, expected, actual };
  }
  told.operations += 1;
}
process.stdout.write(`${JSON.stringify({ ...told, unheard })}\n`);

/** The same with each condition the other way round. */
function otherwise(variables) {
  return Object.fromEntries(
    Object.entries(variables).map(([name, value]) => [name, typeof value === 'boolean' ? !value : value]),
  );
}

/** What is under way for a result that nobody waits for any more has ended. */
async function settled() {
  for (let turns = 0; turns < 8; turns += 1) await nextTurn();
}
