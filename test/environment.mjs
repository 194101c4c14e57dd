import { AsyncLocalStorage } from 'node:async_hooks';
import vm from 'node:vm';
import { TestEnvironment } from 'jest-environment-node';

const { createContext } = vm;
const { run } = AsyncLocalStorage.prototype;

/**
 * Jest's own environment for Node, without two things that slow a server down and that production does not have:
 * - every use of a global name (`Math`, `JSON`, …) in a contextified object asks an interceptor, where in an ordinary
 *   global object it is a load;
 * - before Node 24 each AsyncLocalStorage that has ever run is carried along by every promise from then on. Jest begins
 *   one a file and ends none, and a worker's later files ran at a sixth of the speed of its first.
 */
export default class Environment extends TestEnvironment {
  #storages = new Set();

  constructor(...args) {
    vm.createContext = () => createContext(vm.constants.DONT_CONTEXTIFY);
    try {
      super(...args);
    } finally {
      vm.createContext = createContext;
    }
    const storages = this.#storages;
    AsyncLocalStorage.prototype.run = function (...runArgs) {
      storages.add(this);
      return run.apply(this, runArgs);
    };
  }

  async teardown() {
    AsyncLocalStorage.prototype.run = run;
    for (const storage of this.#storages) storage.disable();
    this.#storages.clear();
    await super.teardown();
  }
}
