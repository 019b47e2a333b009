/** Names within the folder of a comparison. */

/** `settings/01.yaml`: `papertape replay` runs it to the same digests, and writes its whole report. */
export function settingFile(index: number): string {
  return `settings/${String(index + 1).padStart(2, '0')}.yaml`;
}
