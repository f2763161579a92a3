/// <reference lib="esnext.disposable" preserve="true" />
import { createHost } from './host/create-host.ts'
import type { Host } from './host/host.ts'
import { browserPlatform } from './platform/browser/platform.ts'

const host: Host = createHost(browserPlatform)
export const loadPlugin: Host['loadPlugin'] = host.loadPlugin
export const openPlugins: Host['openPlugins'] = host.openPlugins

export * from './public.ts'
