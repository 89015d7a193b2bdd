import { commands, l10n, Uri, window } from 'vscode';
import { GUIDE_TOPICS, type GuideTopic } from '../../protocol/panel/guide.ts';
import { defineCommand } from './definition.ts';

const title = l10n.t('Open Guide');

const TITLES: Readonly<Record<GuideTopic, string>> = {
  'new-flow': l10n.t('What a flow is'),
  train: l10n.t('What training does'),
  'inspect-layers': l10n.t('What each layer does'),
  'explore-latent': l10n.t('The latent space'),
  verify: l10n.t('Why you can trust the numbers'),
  'compare-models': l10n.t('Flow, VAE, GAN: the same data'),
  share: l10n.t('Sharing a result'),
};

/** Pages with pictures, which need no network. */
export const openGuide = defineCommand({
  id: 'flowscope.openGuide',
  title,
  icon: 'book',
  async run({ context }, argument) {
    const topic = GUIDE_TOPICS.find((name) => name === argument) ?? (await pickTopic());
    if (topic === null) return;
    const page = Uri.joinPath(context.extensionUri, 'extension', 'resources', 'walkthrough', `${topic}.md`);
    await commands.executeCommand('markdown.showPreview', page);
  },
});

async function pickTopic(): Promise<GuideTopic | null> {
  const chosen = await window.showQuickPick(
    GUIDE_TOPICS.map((topic) => ({ label: TITLES[topic], topic })),
    { title, placeHolder: l10n.t('Select a page') },
  );
  return chosen?.topic ?? null;
}
