/** Names and colours of the networks; one we do not know keeps its own name and a quiet colour. */
type Platform = { name: string; light: string; dark: string }

const platforms: Record<string, Platform> = {
  instagram: { name: 'Instagram', light: '#d6336c', dark: '#f06595' },
  facebook: { name: 'Facebook', light: '#1c7ed6', dark: '#4dabf7' },
  tiktok: { name: 'TikTok', light: '#0ca678', dark: '#20c997' },
  linkedin: { name: 'LinkedIn', light: '#4263eb', dark: '#748ffc' },
  google: { name: 'Google Business', light: '#f59f00', dark: '#fcc419' },
  youtube: { name: 'YouTube', light: '#e03131', dark: '#ff8787' },
  pinterest: { name: 'Pinterest', light: '#ae3ec9', dark: '#da77f2' },
  threads: { name: 'Threads', light: '#495057', dark: '#ced4da' },
  bluesky: { name: 'Bluesky', light: '#15aabf', dark: '#3bc9db' },
  community: { name: 'Community', light: '#74b816', dark: '#a9e34b' },
}

const unknown = { light: '#868e96', dark: '#adb5bd' }

/** The name people know the network by. */
export const platformName = (platform: string) =>
  platforms[platform]?.name ?? platform.charAt(0).toUpperCase() + platform.slice(1)

/** The network's colour for charts and icons, right in both colour schemes. */
export function platformColour(platform: string): string {
  const { light, dark } = platforms[platform] ?? unknown
  return `light-dark(${light}, ${dark})`
}
