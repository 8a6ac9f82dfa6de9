/** How many columns the terminal has. */
export const columns = process.stdout.columns ?? 80

/** Words in lines that the terminal does not break. */
export function prose(text: string, most = Math.min(columns, 76)): string {
  const lines = ['']
  for (const word of text.split(' ')) {
    const longer = `${lines.at(-1)} ${word}`.trimStart()
    if (longer.length <= most) lines[lines.length - 1] = longer
    else lines.push(word)
  }
  return lines.join('\n')
}
