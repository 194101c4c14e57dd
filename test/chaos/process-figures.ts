import { readFileSync, readdirSync, writeFileSync } from 'node:fs';

const KILOBYTE = 1024;

/** Resident memory of a process in bytes, now and at most since `forgetPeak`; read from /proc, so of Linux alone. */
export function memoryOf(pid: number): Readonly<{ resident: number; peak: number }> {
  const status = readFileSync(`/proc/${String(pid)}/status`, 'utf8');
  const bytes = (name: string) => Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(status)?.[1]) * KILOBYTE;
  return { resident: bytes('VmRSS'), peak: bytes('VmHWM') };
}

export function forgetPeak(pid: number): void {
  writeFileSync(`/proc/${String(pid)}/clear_refs`, '5');
}

export function openFilesOf(pid: number): number {
  return readdirSync(`/proc/${String(pid)}/fd`).length;
}

export function megabytes(bytes: number): number {
  return Math.round((bytes / KILOBYTE / KILOBYTE) * 10) / 10;
}
