import { writeFileSync } from 'node:fs';

/** Leaves jest's counts where `npm test` reads them, in the file that COUNTS_FILE names. */
export default class CountReporter {
  onRunComplete(_contexts, results) {
    const counts = {
      passed: results.numPassedTests,
      // A file that could not be loaded has no tests to count.
      failed: results.numFailedTests + results.numRuntimeErrorTestSuites,
      skipped: results.numPendingTests + results.numTodoTests,
    };
    writeFileSync(process.env.COUNTS_FILE, JSON.stringify(counts));
  }
}
