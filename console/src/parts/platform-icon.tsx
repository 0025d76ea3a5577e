import { Tooltip } from '@mantine/core'
import {
  IconBrandBluesky,
  IconBrandFacebook,
  IconBrandGoogle,
  IconBrandInstagram,
  IconBrandLinkedin,
  IconBrandPinterest,
  IconBrandThreads,
  IconBrandTiktok,
  IconBrandYoutube,
  IconUsersGroup,
  IconWorld,
  type Icon,
} from '@tabler/icons-react'
import classes from './platform-icon.module.css'
import { platformColour, platformName } from './platforms.ts'

const icons: Record<string, Icon> = {
  instagram: IconBrandInstagram,
  facebook: IconBrandFacebook,
  tiktok: IconBrandTiktok,
  linkedin: IconBrandLinkedin,
  google: IconBrandGoogle,
  youtube: IconBrandYoutube,
  pinterest: IconBrandPinterest,
  threads: IconBrandThreads,
  bluesky: IconBrandBluesky,
  community: IconUsersGroup,
}

/** The mark of a network in its colour; its name for those who cannot see it. */
export function PlatformIcon({ platform, size = 16 }: { platform: string; size?: number }) {
  const Mark = icons[platform] ?? IconWorld
  return (
    <Mark
      size={size}
      stroke={1.8}
      color={platformColour(platform)}
      role="img"
      aria-label={platformName(platform)}
      style={{ flexShrink: 0 }}
    />
  )
}

/** The mark of a network on a tile of its colour; several networks overlap. */
export function PlatformTile({ platforms, size = 34 }: { platforms: string[]; size?: number }) {
  const shown = platforms.slice(0, 2)
  const label = platforms.map(platformName).join(', ') || 'No network yet'
  return (
    <Tooltip label={label}>
      <span className={classes.tiles} role="img" aria-label={label} style={{ width: size, height: size }}>
        {shown.length === 0 && <Tile platform="" size={size} />}
        {shown.map((platform) => (
          <Tile key={platform} platform={platform} size={shown.length > 1 ? size * 0.6 : size} />
        ))}
        {platforms.length > shown.length && (
          <span className={classes.more}>+{platforms.length - shown.length}</span>
        )}
      </span>
    </Tooltip>
  )
}

function Tile({ platform, size }: { platform: string; size: number }) {
  const Mark = icons[platform] ?? IconWorld
  const colour = platformColour(platform)
  return (
    <span className={classes.tile} style={{ width: size, height: size, ['--tile' as string]: colour }}>
      <Mark size={size * 0.52} stroke={1.9} color={colour} aria-hidden />
    </span>
  )
}
