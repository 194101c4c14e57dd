import { helpText, readCommand, toEnvironment } from './command-line.js';
import { startSandbox } from './sandbox.js';

// From sysexits.h, which shells and supervisors know.
const exitUsage = 64;
const exitUnavailable = 69;

const command = readCommand(process.argv.slice(2));
switch (command.kind) {
  case 'help':
    process.stdout.write(helpText);
    break;
  case 'refuse':
    process.stderr.write(`${command.problem}\nSee --help.\n`);
    process.exitCode = exitUsage;
    break;
  case 'start':
    try {
      const sandbox = await startSandbox(command);
      const stop = (): void => void sandbox.close();
      process.once('SIGINT', stop).once('SIGTERM', stop);
      process.stdout.write(toEnvironment(sandbox));
    } catch (error) {
      process.stderr.write(`The sandbox could not start: ${error instanceof Error ? error.message : String(error)}\n`);
      process.exitCode = exitUnavailable;
    }
}
