/**
 * Executes made-up operations by graphql-js and by our own executor, over resolvers that are troubled in all ways, and
 * prints how many there were and the first one that differed. In a process of its own: where an item of a list that is
 * given up fails as well, graphql-js leaves a rejected promise that nobody hears.
 *
 *   node test/graph/execution/compare.mjs <graph|strict> <how many> <seed>
 */
import { setImmediate as nextTurn } from 'node:timers/promises';
import { execute, getOperationAST, parse, validate } from 'graphql';
import { ensureBuild } from '../../../build/build.mjs';
import { createRandomOperation } from './random-operation.mjs';
import { schemas, textOf } from './schemas.mjs';
import { seededRandom } from './seeded-random.mjs';

await ensureBuild({ only: ['server'], say: () => undefined });
const { createExecutor } = await import('../../../dist/server/graph/execution/executor.js');

const [name, count, seed] = process.argv.slice(2);
const schema = schemas[name]();
const compiled = createExecutor(schema);
const random = seededRandom(Number(seed));
let isOurs = false;
let unheard = 0;
process.on('unhandledRejection', () => {
  if (isOurs) unheard += 1;
});

const told = { operations: 0, executions: 0, failed: 0, bytes: 0, invalid: 0, difference: null };
while (told.operations < Number(count) && told.difference === null) {
  const { document: text, variables } = createRandomOperation(schema, random);
  const document = parse(text);
  if (validate(schema, document).length > 0) told.invalid += 1;
  const operation = getOperationAST(document);
  for (const trouble of [told.operations, told.operations + 1e6, told.operations + 2e6]) {
    const context = { seed: trouble };
    const expected = textOf(await execute({ schema, document, variableValues: variables, contextValue: context }));
    await settled();
    isOurs = true;
    const actual = textOf(await compiled({ document, operation, operationName: undefined, variables, context }));
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

/** What is under way for a result that nobody waits for any more has ended. */
async function settled() {
  for (let turns = 0; turns < 8; turns += 1) await nextTurn();
}
