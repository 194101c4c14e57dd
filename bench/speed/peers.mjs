import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const dir = fileURLToPath(new URL('../peers/', import.meta.url));

/** Why the peers cannot be had, in the words of npm; `null` where they are installed, as their lock file has them. */
export function installPeers(say) {
  if (isInstalled()) return null;
  say('installing the peers (npm ci in bench/peers)');
  const { status, stderr } = spawnSync('npm', ['ci', '--no-audit', '--no-fund'], { cwd: dir, encoding: 'utf8' });
  if (status === 0) return null;
  const reasons = stderr.split('\n').filter((line) => line.startsWith('npm error'));
  return reasons.slice(0, 5).join('\n') || `npm ci ended with ${status}`;
}

/** The exact versions that the peers are measured in. */
export function peerVersions() {
  const { dependencies } = JSON.parse(readFileSync(`${dir}package.json`, 'utf8'));
  return dependencies;
}

function isInstalled() {
  const kept = `${dir}node_modules/.package-lock.json`;
  if (!existsSync(kept)) return false;
  const versionsIn = (file) =>
    Object.entries(JSON.parse(readFileSync(file, 'utf8')).packages).flatMap(([path, { version, optional }]) =>
      path === '' || optional ? [] : [`${path} ${version}`],
    );
  const installed = new Set(versionsIn(kept));
  return versionsIn(`${dir}package-lock.json`).every((each) => installed.has(each));
}
