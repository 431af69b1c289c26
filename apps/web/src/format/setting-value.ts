/** A setting that is told as it is; the rest is lists and objects. */
export type SettingValue = string | number | boolean | null

/** Whether something is a setting of one value. */
export const isSetting = (value: unknown): value is SettingValue =>
  value === null || ['string', 'number', 'boolean'].includes(typeof value)

/** A setting for people; a dash where there is none. */
export const settingText = (value: SettingValue | undefined): string =>
  value === undefined
    ? '–'
    : value === true
      ? 'yes'
      : value === false
        ? 'no'
        : value === null
          ? 'none'
          : String(value)
