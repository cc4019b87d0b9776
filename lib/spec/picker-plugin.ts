/** A plugin of the picker. */
export type PluginSpec<Types extends string> = {
  readonly [Type in Types]: {
    /** Its type, of those that the release has (PD785). */
    readonly type: Type;
    /**
     * Its name, by which others refer to it. @default - its type; where another profile has the type with other
     * parameters, its type and the role
     */
    readonly name?: string;
    /** Its parameters, of those that the release reads (PD787). @default - those of the plugin */
    readonly parameters?: PluginParameters<Type>;
  };
}[Types];

/** The types of plugins of one kind that any known picker has. What the picker of the release lacks is PD785. */
export type PluginType<Kind extends string> = TypeIn<PickerPluginTables[keyof PickerPluginTables], Kind>;

/** The parameters of a plugin in a picker that has it. */
export type PluginParameters<Type> = ParametersIn<PickerPluginTables[keyof PickerPluginTables], Type>;

/** What is known of the plugins of each picker, from its version's module in lib/stack/picker/plugins. */
// eslint-disable-next-line @typescript-eslint/no-empty-object-type -- The modules of the versions add to it.
export interface PickerPluginTables {}

type TypeIn<Table, Kind> = Table extends unknown
  ? { [Type in keyof Table]: Table[Type] extends { readonly kind: Kind } ? Type & string : never }[keyof Table]
  : never;

type ParametersIn<Table, Type> = Table extends unknown
  ? Type extends keyof Table
    ? Table[Type] extends { readonly parameters: 'unread' } ? Readonly<Record<string, unknown>>
      : Table[Type] extends { readonly parameters: infer Facts } ? ParametersOf<Facts> : never
    : never
  : never;

type ParametersOf<Facts> = { readonly [Name in keyof Facts]?: ValueOf<Facts[Name]> };

type ValueOf<Fact>
  = Fact extends { readonly words: readonly (infer Word)[] } ? Word
    : Fact extends { readonly type: 'integer' | 'number' } ? number
      : Fact extends { readonly type: 'boolean' } ? boolean
        : Fact extends { readonly type: 'text' | 'duration' } ? string
          : unknown;
