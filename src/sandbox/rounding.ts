export function round(value: number, digits = 0): number {
  return Number(value.toFixed(digits));
}

export function roundToStep(value: number, step: number): number {
  return Math.round(value / step) * step;
}

export function clamp(value: number, min: number, max: number): number {
  return Math.min(max, Math.max(min, value));
}
