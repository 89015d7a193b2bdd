import { jsonSchemaText } from '../../spec/generate-schema.ts';
import { defineCommand } from '../define-command.ts';
import { writeText } from '../print.ts';

export const run = defineCommand(
  {
    name: 'schema',
    usage: ['schema'],
    positionals: [],
    required: 0,
    options: {},
    notes: ['The output is JSON with or without --json.'],
    examples: ['flowscope schema > flow.schema.json'],
  },
  async (_args, io) => {
    writeText(io, jsonSchemaText(2));
    return 0;
  },
);
