/** The page's fonts of these families as rules that hold them: a picture must not fetch any. */
export async function fontFaces(families: readonly string[]): Promise<string> {
  const rules = [...document.styleSheets].flatMap((sheet) =>
    [...sheet.cssRules].flatMap((rule) => (rule instanceof CSSFontFaceRule ? [{ rule, sheet }] : [])),
  )
  const used = rules.filter(({ rule }) =>
    families.includes(plain(rule.style.getPropertyValue('font-family'))),
  )
  const texts = await Promise.all(
    used.map(async ({ rule, sheet }) => {
      const address = /url\("?([^")]+)"?\)/.exec(rule.style.getPropertyValue('src'))?.[1]
      if (address === undefined) return ''
      const answer = await fetch(new URL(address, sheet.href ?? document.baseURI))
      if (!answer.ok) return ''
      const data = await dataAddress(await answer.blob())
      const family = plain(rule.style.getPropertyValue('font-family'))
      const weight = rule.style.getPropertyValue('font-weight') || '400'
      return `@font-face{font-family:"${family}";font-weight:${weight};src:url(${data})}`
    }),
  )
  return texts.join('')
}

const plain = (family: string): string => family.replaceAll(/^["']|["']$/g, '')

/** The families that a text may be shown in, the wanted one first. */
export const familiesOf = (element: Element): string[] =>
  getComputedStyle(element)
    .fontFamily.split(',')
    .map((family) => plain(family.trim()))

function dataAddress(blob: Blob): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>()
  const reader = new FileReader()
  reader.onload = () => resolve(String(reader.result))
  reader.onerror = () => reject(reader.error ?? new Error('a font cannot be read'))
  reader.readAsDataURL(blob)
  return promise
}
