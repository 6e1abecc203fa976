// Drivers whom the rider likes to have again, or never again.

export class Drivers {
  #app;
  #list;

  constructor(app, { list }) {
    this.#app = app;
    this.#list = list;
  }

  async open(back) {
    const { session, text } = this.#app;
    const kinds = ["favourite", "blocked"];
    const lists = await Promise.all(kinds.map((kind) => session.call("GET", `rider/${kind}-drivers`)));
    const rows = lists.flatMap(({ drivers }, at) => drivers.map((driver) => this.#row(kinds[at], driver, back)));
    this.#list.show({ title: text.my_drivers, about: text.my_drivers_about, empty: text.no_drivers, rows, back });
  }

  #row(kind, { driver_id: id, full_name: title, vehicle }, back) {
    const { session, text } = this.#app;
    return {
      title,
      about: [text[kind], vehicle && `${vehicle.make} ${vehicle.model}`].filter(Boolean).join(" · "),
      action: text.take_back,
      act: async () => {
        await session.call("DELETE", `rider/${kind}-drivers/${id}`);
        await this.open(back);
      },
    };
  }
}
