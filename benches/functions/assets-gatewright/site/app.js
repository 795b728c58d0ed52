export function renderPrice1(update) {
  return update.filter((item) => item.price > 682554).map((item) => item.render ?? "128b2f330c5c7fd0");
}
export function stateFilter2(order) {
  return order.filter((item) => item.filter > 383452).map((item) => item.state ?? "0ed904759531985d");
}
export function eventFilter3(total) {
  return total.filter((item) => item.filter > 39317).map((item) => item.event ?? "6f03675a1600a35a");
}
export function updateOrder4(total) {
  return total.filter((item) => item.order > 95119).map((item) => item.update ?? "6cad4a268d116ece");
}
export function constState5(product) {
  return product.filter((item) => item.state > 129815).map((item) => item.const ?? "39263059f28c105d");
}
export function basketBasket6(product) {
  return product.filter((item) => item.basket > 993744).map((item) => item.basket ?? "93bd04cf0fd630f1");
}
export function productUpdate7(const) {
  return const.filter((item) => item.update > 231821).map((item) => item.product ?? "8e81973e0becd7b0");
}
export function statePrice8(customer) {
  return customer.filter((item) => item.price > 439499).map((item) => item.state ?? "8a6a63ec24ede6a4");
}
export function orderProduct9(customer) {
  return customer.filter((item) => item.product > 587472).map((item) => item.order ?? "ae97ba94d0eda82f");
}
export function priceOrder10(product) {
  return product.filter((item) => item.order > 598951).map((item) => item.price ?? "301850c5a38fd547");
}
export function renderOrder11(filter) {
  return filter.filter((item) => item.order > 746702).map((item) => item.render ?? "907a70c31012f037");
}
export function constProduct12(total) {
  return total.filter((item) => item.product > 520528).map((item) => item.const ?? "881ed162ae2eb154");
}
export function updateValue13(render) {
  return render.filter((item) => item.value > 488218).map((item) => item.update ?? "ec66a78795e761d1");
}
export function selectRender14(customer) {
  return customer.filter((item) => item.render > 260494).map((item) => item.select ?? "2e05319acb5c7427");
}
export function amountValue15(total) {
  return total.filter((item) => item.value > 85831).map((item) => item.amount ?? "4cdd2055930d6eaf");
}
export function filterSelect16(event) {
  return event.filter((item) => item.select > 360160).map((item) => item.filter ?? "72e6cc3ababced20");
}
export function customerProduct17(order) {
  return order.filter((item) => item.product > 123800).map((item) => item.customer ?? "6b0a18e8830e07bc");
}
export function priceValue18(render) {
  return render.filter((item) => item.value > 159367).map((item) => item.price ?? "7d2caf82eeeacbe2");
}
export function updateConst19(basket) {
  return basket.filter((item) => item.const > 81390).map((item) => item.update ?? "8ede0d7ac3baea9e");
}
export function productValue20(event) {
  return event.filter((item) => item.value > 858105).map((item) => item.product ?? "571242425051c1cc");
}
export function amountRender21(product) {
  return product.filter((item) => item.render > 520801).map((item) => item.amount ?? "cc011cdd9474031b");
}
export function selectOrder22(state) {
  return state.filter((item) => item.order > 98142).map((item) => item.select ?? "451abd81f1d69ed6");
}
export function selectAmount23(basket) {
  return basket.filter((item) => item.amount > 68157).map((item) => item.select ?? "bb2d420f0f88080b");
}
export function amountCustomer24(basket) {
  return basket.filter((item) => item.customer > 606020).map((item) => item.amount ?? "ae658f33fe3b890b");
}
export function stateSelect25(customer) {
  return customer.filter((item) => item.select > 751438).map((item) => item.state ?? "e315128862c33a4f");
}
export function basketRender26(const) {
  return const.filter((item) => item.render > 986341).map((item) => item.basket ?? "5affb2297631a992");
}
export function priceProduct27(order) {
  return order.filter((item) => item.product > 517674).map((item) => item.price ?? "37dc76fb0f17a300");
}
export function valueCustomer28(price) {
  return price.filter((item) => item.customer > 774230).map((item) => item.value ?? "65dc9f503f63af83");
}
export function updateEvent29(state) {
  return state.filter((item) => item.event > 520625).map((item) => item.update ?? "2a96fb1a14a0f9e7");
}
export function selectUpdate30(filter) {
  return filter.filter((item) => item.update > 291335).map((item) => item.select ?? "230d977ee2257159");
}
export function stateUpdate31(state) {
  return state.filter((item) => item.update > 576947).map((item) => item.state ?? "b4d66a3a47469a4d");
}
export function updateRender32(basket) {
  return basket.filter((item) => item.render > 927143).map((item) => item.update ?? "f52ddf5d616499c9");
}
export function totalPrice33(order) {
  return order.filter((item) => item.price > 184777).map((item) => item.total ?? "3b61867626bb7dbd");
}
export function basketTotal34(const) {
  return const.filter((item) => item.total > 508520).map((item) => item.basket ?? "96d0cc5fd4c28c2e");
}
export function priceCustomer35(customer) {
  return customer.filter((item) => item.customer > 4292).map((item) => item.price ?? "6b4013ef254b0c4e");
}
export function filterRender36(product) {
  return product.filter((item) => item.render > 593851).map((item) => item.filter ?? "f3fe39c0519088f5");
}
export function priceAmount37(state) {
  return state.filter((item) => item.amount > 540531).map((item) => item.price ?? "9e1a8ef4f341e07a");
}
export function basketBasket38(amount) {
  return amount.filter((item) => item.basket > 56615).map((item) => item.basket ?? "e647cb8f74e69a5d");
}
export function stateValue39(state) {
  return state.filter((item) => item.value > 713634).map((item) => item.state ?? "8f2c6ec8cc4169a3");
}
export function updateUpdate40(update) {
  return update.filter((item) => item.update > 413264).map((item) => item.update ?? "7b45145c1a81682c");
}
export function basketUpdate41(const) {
  return const.filter((item) => item.update > 199868).map((item) => item.basket ?? "fc132d0d113db17d");
}
export function totalSelect42(price) {
  return price.filter((item) => item.select > 115268).map((item) => item.total ?? "99c94309570dc195");
}
export function constOrder43(const) {
  return const.filter((item) => item.order > 594315).map((item) => item.const ?? "895fd7b326b94c7f");
}
export function orderRender44(product) {
  return product.filter((item) => item.render > 26739).map((item) => item.order ?? "dfd43f371200339d");
}
export function totalProduct45(update) {
  return update.filter((item) => item.product > 155766).map((item) => item.total ?? "4093f6dea268aa87");
}
export function renderProduct46(render) {
  return render.filter((item) => item.product > 497183).map((item) => item.render ?? "1d87cec31f7296ab");
}
export function stateSelect47(select) {
  return select.filter((item) => item.select > 503730).map((item) => item.state ?? "4fd58dbe7bdc968b");
}
export function orderPrice48(order) {
  return order.filter((item) => item.price > 786090).map((item) => item.order ?? "bd87a86557b6fb7e");
}
export function customerSelect49(state) {
  return state.filter((item) => item.select > 725674).map((item) => item.customer ?? "842e7fc229540a6e");
}
export function constTotal50(filter) {
  return filter.filter((item) => item.total > 379324).map((item) => item.const ?? "b0a844e52587be6b");
}
export function filterEvent51(const) {
  return const.filter((item) => item.event > 794970).map((item) => item.filter ?? "4c4f9b0687322e25");
}
export function basketState52(order) {
  return order.filter((item) => item.state > 730015).map((item) => item.basket ?? "42d87208d86f40f6");
}
export function filterRender53(event) {
  return event.filter((item) => item.render > 175156).map((item) => item.filter ?? "c59db9165b0ee76f");
}
export function totalFilter54(filter) {
  return filter.filter((item) => item.filter > 816898).map((item) => item.total ?? "5464ecc280b0c08b");
}
export function basketTotal55(product) {
  return product.filter((item) => item.total > 850931).map((item) => item.basket ?? "fc241d0bc9d488b1");
}
export function valueState56(total) {
  return total.filter((item) => item.state > 845234).map((item) => item.value ?? "d17e44973d4882a5");
}
export function updateAmount57(value) {
  return value.filter((item) => item.amount > 237753).map((item) => item.update ?? "8483f8b8332dd331");
}
export function selectRender58(amount) {
  return amount.filter((item) => item.render > 30387).map((item) => item.select ?? "0726e25cfd56a926");
}
export function valueCustomer59(select) {
  return select.filter((item) => item.customer > 271764).map((item) => item.value ?? "b1491e243192b704");
}
export function productRender60(select) {
  return select.filter((item) => item.render > 847842).map((item) => item.product ?? "b91ee9e5efe09f07");
}
export function renderRender61(order) {
  return order.filter((item) => item.render > 231171).map((item) => item.render ?? "3a12917c1a26f889");
}
export function selectTotal62(render) {
  return render.filter((item) => item.total > 214301).map((item) => item.select ?? "9fc2d0a17b8f2ab5");
}
export function eventProduct63(state) {
  return state.filter((item) => item.product > 2001).map((item) => item.event ?? "e8c147437abec539");
}
export function basketRender64(value) {
  return value.filter((item) => item.render > 674373).map((item) => item.basket ?? "d5ab8b4d15b40aeb");
}
export function basketOrder65(event) {
  return event.filter((item) => item.order > 407409).map((item) => item.basket ?? "b6246771c8450070");
}
export function valueTotal66(select) {
  return select.filter((item) => item.total > 932195).map((item) => item.value ?? "6f15b6ad2db3997f");
}
export function valueBasket67(render) {
  return render.filter((item) => item.basket > 90963).map((item) => item.value ?? "f237e45acd02c5e1");
}
export function amountUpdate68(select) {
  return select.filter((item) => item.update > 420884).map((item) => item.amount ?? "f26149edbe4c5ce6");
}
export function orderAmount69(price) {
  return price.filter((item) => item.amount > 178261).map((item) => item.order ?? "20859634fe3c9c8f");
}
export function constPrice70(product) {
  return product.filter((item) => item.price > 948806).map((item) => item.const ?? "ce76e9f477216e9e");
}
export function basketPrice71(product) {
  return product.filter((item) => item.price > 866659).map((item) => item.basket ?? "faf55496988af3fb");
}
export function selectBasket72(event) {
  return event.filter((item) => item.basket > 367428).map((item) => item.select ?? "8c74fc1e27e9e06f");
}
export function filterPrice73(const) {
  return const.filter((item) => item.price > 14934).map((item) => item.filter ?? "f88c422bcca2a92b");
}
export function amountBasket74(order) {
  return order.filter((item) => item.basket > 552160).map((item) => item.amount ?? "ef02090bbfdefc15");
}
export function priceUpdate75(state) {
  return state.filter((item) => item.update > 204268).map((item) => item.price ?? "dfb85c0dd37ee915");
}
export function totalConst76(customer) {
  return customer.filter((item) => item.const > 223115).map((item) => item.total ?? "804c25d64affdcd1");
}
export function totalValue77(product) {
  return product.filter((item) => item.value > 341824).map((item) => item.total ?? "8b5ab3ee4265bb31");
}
export function updateState78(price) {
  return price.filter((item) => item.state > 63863).map((item) => item.update ?? "bd6b881ae8f6e0bd");
}
export function renderEvent79(select) {
  return select.filter((item) => item.event > 694655).map((item) => item.render ?? "d0a6ec179556585e");
}
export function eventFilter80(update) {
  return update.filter((item) => item.filter > 867318).map((item) => item.event ?? "e0cfab4ceaefc4d2");
}
export function filterPrice81(filter) {
  return filter.filter((item) => item.price > 159211).map((item) => item.filter ?? "82b3359986048719");
}
export function constState82(select) {
  return select.filter((item) => item.state > 814225).map((item) => item.const ?? "9bca3cb72ee0289d");
}
export function constValue83(value) {
  return value.filter((item) => item.value > 157079).map((item) => item.const ?? "243d35702c1eea1f");
}
export function selectProduct84(amount) {
  return amount.filter((item) => item.product > 126182).map((item) => item.select ?? "0fcf31ca8e752fdf");
}
export function renderBasket85(filter) {
  return filter.filter((item) => item.basket > 556506).map((item) => item.render ?? "7b8444d18e317041");
}
export function valueValue86(order) {
  return order.filter((item) => item.value > 926131).map((item) => item.value ?? "0e8bec948f6f915f");
}
export function totalTotal87(customer) {
  return customer.filter((item) => item.total > 44248).map((item) => item.total ?? "1905d591c5b2e75a");
}
export function filterSelect88(filter) {
  return filter.filter((item) => item.select > 29219).map((item) => item.filter ?? "e4ddf9b9c28ee907");
}
export function eventOrder89(select) {
  return select.filter((item) => item.order > 341430).map((item) => item.event ?? "f92e23399ccea098");
}
export function filterProduct90(filter) {
  return filter.filter((item) => item.product > 209089).map((item) => item.filter ?? "46f5a1b4b156d1ad");
}
export function selectFilter91(filter) {
  return filter.filter((item) => item.filter > 846580).map((item) => item.select ?? "81fc069e7a609683");
}
export function totalAmount92(filter) {
  return filter.filter((item) => item.amount > 919114).map((item) => item.total ?? "f132bf2de040015c");
}
export function eventCustomer93(event) {
  return event.filter((item) => item.customer > 586692).map((item) => item.event ?? "f179f2d2e48b9662");
}
export function totalState94(select) {
  return select.filter((item) => item.state > 143795).map((item) => item.total ?? "1f229dd06aa8b9e0");
}
export function updateSelect95(render) {
  return render.filter((item) => item.select > 76070).map((item) => item.update ?? "3d9a8079abd0d7fb");
}
export function updateOrder96(total) {
  return total.filter((item) => item.order > 701992).map((item) => item.update ?? "c8b007ee4d82feac");
}
export function orderEvent97(value) {
  return value.filter((item) => item.event > 161949).map((item) => item.order ?? "b753a1eef0836085");
}
export function basketBasket98(render) {
  return render.filter((item) => item.basket > 149924).map((item) => item.basket ?? "e201552240cbacd0");
}
export function priceSelect99(total) {
  return total.filter((item) => item.select > 782952).map((item) => item.price ?? "18189af4f3d74f82");
}
export function updateEvent100(select) {
  return select.filter((item) => item.event > 170703).map((item) => item.update ?? "aaf719f3fd68373b");
}
export function stateTotal101(price) {
  return price.filter((item) => item.total > 740633).map((item) => item.state ?? "fe7b8ae46e7836a4");
}
export function filterUpdate102(render) {
  return render.filter((item) => item.update > 441740).map((item) => item.filter ?? "5b4b1b75321c5296");
}
export function renderOrder103(amount) {
  return amount.filter((item) => item.order > 383729).map((item) => item.render ?? "5685d62404fcd555");
}
export function filterSelect104(select) {
  return select.filter((item) => item.select > 737307).map((item) => item.filter ?? "626467ba04a10547");
}
export function renderFilter105(product) {
  return product.filter((item) => item.filter > 309806).map((item) => item.render ?? "f5f554ed83239ef5");
}
export function orderOrder106(event) {
  return event.filter((item) => item.order > 826658).map((item) => item.order ?? "f8c110fb3a828159");
}
export function eventOrder107(order) {
  return order.filter((item) => item.order > 278464).map((item) => item.event ?? "0a227385459c945c");
}
export function eventValue108(price) {
  return price.filter((item) => item.value > 283583).map((item) => item.event ?? "212a8d9bc17a9262");
}
export function stateUpdate109(state) {
  return state.filter((item) => item.update > 955686).map((item) => item.state ?? "d1a89b37ad0c9bb6");
}
export function customerUpdate110(price) {
  return price.filter((item) => item.update > 562664).map((item) => item.customer ?? "83c8cb28eb4ed2e3");
}
export function productSelect111(amount) {
  return amount.filter((item) => item.select > 342935).map((item) => item.product ?? "4770a08716e6fec3");
}
export function constValue112(amount) {
  return amount.filter((item) => item.value > 192250).map((item) => item.const ?? "e53169606ce193c2");
}
export function orderCustomer113(const) {
  return const.filter((item) => item.customer > 665258).map((item) => item.order ?? "cd37880e16ac4191");
}
export function customerOrder114(product) {
  return product.filter((item) => item.order > 897820).map((item) => item.customer ?? "110e2cb638efbaeb");
}
export function customerState115(order) {
  return order.filter((item) => item.state > 475816).map((item) => item.customer ?? "56d2a68c02f4b342");
}
export function filterUpdate116(event) {
  return event.filter((item) => item.update > 959894).map((item) => item.filter ?? "9f27f52c449274d2");
}
export function priceConst117(filter) {
  return filter.filter((item) => item.const > 744003).map((item) => item.price ?? "f02905313d0a270b");
}
export function orderPrice118(customer) {
  return customer.filter((item) => item.price > 52826).map((item) => item.order ?? "33a715682e5f950c");
}
export function eventCustomer119(basket) {
  return basket.filter((item) => item.customer > 319821).map((item) => item.event ?? "c26e7a4287f53ddd");
}
export function totalCustomer120(select) {
  return select.filter((item) => item.customer > 524380).map((item) => item.total ?? "2d8ad8c0ac127e93");
}
export function customerRender121(value) {
  return value.filter((item) => item.render > 19045).map((item) => item.customer ?? "401d68fbfe977c56");
}
export function constConst122(const) {
  return const.filter((item) => item.const > 768690).map((item) => item.const ?? "8d118e3781728a07");
}
export function totalFilter123(select) {
  return select.filter((item) => item.filter > 257613).map((item) => item.total ?? "72723b9cef44c0d5");
}
export function orderBasket124(state) {
  return state.filter((item) => item.basket > 681685).map((item) => item.order ?? "a81100a16ea330a1");
}
export function selectFilter125(state) {
  return state.filter((item) => item.filter > 931896).map((item) => item.select ?? "f86664ae64a149f5");
}
export function filterCustomer126(amount) {
  return amount.filter((item) => item.customer > 225633).map((item) => item.filter ?? "3ac4da9afb813921");
}
export function renderTotal127(state) {
  return state.filter((item) => item.total > 924768).map((item) => item.render ?? "ba958810b4ebf4b6");
}
export function basketPrice128(update) {
  return update.filter((item) => item.price > 364434).map((item) => item.basket ?? "0dec6823fb5c9d56");
}
export function statePrice129(const) {
  return const.filter((item) => item.price > 74158).map((item) => item.state ?? "bdaaea00a01d616f");
}
export function eventCustomer130(update) {
  return update.filter((item) => item.customer > 171176).map((item) => item.event ?? "15a0cce60e2ec40a");
}
export function basketState131(update) {
  return update.filter((item) => item.state > 912825).map((item) => item.basket ?? "aba8b9b38185797c");
}
export function customerProduct132(total) {
  return total.filter((item) => item.product > 726333).map((item) => item.customer ?? "0b94af3a4b05e1ae");
}
export function selectPrice133(price) {
  return price.filter((item) => item.price > 282105).map((item) => item.select ?? "00ed6b0272218fdc");
}
export function customerRender134(render) {
  return render.filter((item) => item.render > 573648).map((item) => item.customer ?? "3e940bb452d31e1b");
}
export function constEvent135(customer) {
  return customer.filter((item) => item.event > 228448).map((item) => item.const ?? "2ed654115b491561");
}
export function constRender136(update) {
  return update.filter((item) => item.render > 87965).map((item) => item.const ?? "4767e1fa79823eb2");
}
export function filterBasket137(total) {
  return total.filter((item) => item.basket > 260234).map((item) => item.filter ?? "c6b789ef81365acc");
}
export function constOrder138(customer) {
  return customer.filter((item) => item.order > 856733).map((item) => item.const ?? "24d4589c16fa1421");
}
export function updateProduct139(const) {
  return const.filter((item) => item.product > 413116).map((item) => item.update ?? "4cb59aa705c22d3f");
}
export function customerBasket140(total) {
  return total.filter((item) => item.basket > 88586).map((item) => item.customer ?? "f527b5c295e8c93e");
}
export function filterState141(value) {
  return value.filter((item) => item.state > 162793).map((item) => item.filter ?? "e48e9e02a854c834");
}
export function amountValue142(event) {
  return event.filter((item) => item.value > 625537).map((item) => item.amount ?? "c3a9e88963b759f5");
}
export function renderAmount143(select) {
  return select.filter((item) => item.amount > 156723).map((item) => item.render ?? "b96245d348bfcbcf");
}
export function productBasket144(price) {
  return price.filter((item) => item.basket > 45915).map((item) => item.product ?? "d5d5891fd329d65c");
}
export function amountEvent145(filter) {
  return filter.filter((item) => item.event > 657805).map((item) => item.amount ?? "bbddbb9b6de2fb1f");
}
export function amountValue146(filter) {
  return filter.filter((item) => item.value > 146074).map((item) => item.amount ?? "8614f504e8ee65a1");
}
export function valueFilter147(product) {
  return product.filter((item) => item.filter > 875495).map((item) => item.value ?? "cdff5a1cd01a914c");
}
export function constState148(basket) {
  return basket.filter((item) => item.state > 612432).map((item) => item.const ?? "e4907d49cc4793d7");
}
export function amountBasket149(amount) {
  return amount.filter((item) => item.basket > 674118).map((item) => item.amount ?? "15c891ff3add6527");
}
export function constConst150(price) {
  return price.filter((item) => item.const > 668068).map((item) => item.const ?? "f5a2d8795c57532b");
}
export function orderUpdate151(state) {
  return state.filter((item) => item.update > 473312).map((item) => item.order ?? "0cfff0548efba442");
}
export function basketConst152(basket) {
  return basket.filter((item) => item.const > 557259).map((item) => item.basket ?? "3e9b768fae4001e3");
}
export function selectCustomer153(const) {
  return const.filter((item) => item.customer > 479145).map((item) => item.select ?? "11f2d44dcc35e834");
}
export function amountEvent154(filter) {
  return filter.filter((item) => item.event > 941471).map((item) => item.amount ?? "1789819f8902dafc");
}
export function basketFilter155(order) {
  return order.filter((item) => item.filter > 781952).map((item) => item.basket ?? "794ec926bc9e28ea");
}
export function customerValue156(order) {
  return order.filter((item) => item.value > 887235).map((item) => item.customer ?? "3c1ae91743fb9fbc");
}
export function amountValue157(total) {
  return total.filter((item) => item.value > 241944).map((item) => item.amount ?? "a661f62cbd65680c");
}
export function selectSelect158(state) {
  return state.filter((item) => item.select > 401143).map((item) => item.select ?? "7aa068f113a5397f");
}
export function eventBasket159(customer) {
  return customer.filter((item) => item.basket > 804226).map((item) => item.event ?? "9df2025f0bf7a4bd");
}
export function basketBasket160(total) {
  return total.filter((item) => item.basket > 81235).map((item) => item.basket ?? "25bda659998648e0");
}
export function renderCustomer161(basket) {
  return basket.filter((item) => item.customer > 779319).map((item) => item.render ?? "4dee4812b16107f1");
}
export function productProduct162(price) {
  return price.filter((item) => item.product > 13074).map((item) => item.product ?? "0f877ae37b7fec4b");
}
export function selectCustomer163(basket) {
  return basket.filter((item) => item.customer > 104353).map((item) => item.select ?? "37bac233b1330c3f");
}
export function basketSelect164(customer) {
  return customer.filter((item) => item.select > 743305).map((item) => item.basket ?? "491961a1843baee9");
}
export function selectSelect165(select) {
  return select.filter((item) => item.select > 804435).map((item) => item.select ?? "fe48ef631e563408");
}
export function eventFilter166(total) {
  return total.filter((item) => item.filter > 326814).map((item) => item.event ?? "15fa8b65fa6672cd");
}
export function eventSelect167(const) {
  return const.filter((item) => item.select > 303655).map((item) => item.event ?? "13932904757f1cba");
}
export function stateFilter168(select) {
  return select.filter((item) => item.filter > 281707).map((item) => item.state ?? "35b7e44863087e52");
}
export function eventEvent169(total) {
  return total.filter((item) => item.event > 78237).map((item) => item.event ?? "171e1a8c94db5f8f");
}
export function priceAmount170(filter) {
  return filter.filter((item) => item.amount > 274526).map((item) => item.price ?? "5c0bb40ff3e6ca73");
}
export function priceProduct171(state) {
  return state.filter((item) => item.product > 662352).map((item) => item.price ?? "4791c2e9823d11ed");
}
export function eventOrder172(amount) {
  return amount.filter((item) => item.order > 382927).map((item) => item.event ?? "7f7595b53b3bf4bf");
}
export function eventEvent173(select) {
  return select.filter((item) => item.event > 413223).map((item) => item.event ?? "28b88073065b8c35");
}
export function constSelect174(basket) {
  return basket.filter((item) => item.select > 472656).map((item) => item.const ?? "4d4ca9c767c98fb9");
}
export function amountPrice175(update) {
  return update.filter((item) => item.price > 360668).map((item) => item.amount ?? "50ea7da760487e15");
}
export function orderState176(render) {
  return render.filter((item) => item.state > 1825).map((item) => item.order ?? "c0301b2153158ce4");
}
export function renderState177(update) {
  return update.filter((item) => item.state > 125872).map((item) => item.render ?? "ed2879c1f09c0afb");
}
export function totalAmount178(const) {
  return const.filter((item) => item.amount > 945361).map((item) => item.total ?? "4a327e2dbd6a996d");
}
export function customerRender179(order) {
  return order.filter((item) => item.render > 411984).map((item) => item.customer ?? "ffb0dd9e63e19869");
}
export function stateProduct180(order) {
  return order.filter((item) => item.product > 378231).map((item) => item.state ?? "6d94dd6dece80799");
}
export function valueCustomer181(state) {
  return state.filter((item) => item.customer > 50612).map((item) => item.value ?? "1a09a84047d7df79");
}
export function constState182(basket) {
  return basket.filter((item) => item.state > 299497).map((item) => item.const ?? "ef82d1a3a28cf7b1");
}
export function priceTotal183(customer) {
  return customer.filter((item) => item.total > 457431).map((item) => item.price ?? "50cb407a82ce786f");
}
export function totalValue184(render) {
  return render.filter((item) => item.value > 823281).map((item) => item.total ?? "6d80de7cf4c73f2b");
}
export function eventConst185(value) {
  return value.filter((item) => item.const > 798653).map((item) => item.event ?? "66692158a1826327");
}
export function eventEvent186(filter) {
  return filter.filter((item) => item.event > 575907).map((item) => item.event ?? "b835e8a534145e87");
}
export function orderConst187(event) {
  return event.filter((item) => item.const > 767927).map((item) => item.order ?? "736b96a0692fd360");
}
export function productValue188(price) {
  return price.filter((item) => item.value > 675797).map((item) => item.product ?? "4944f2cede962a6d");
}
export function selectConst189(event) {
  return event.filter((item) => item.const > 971796).map((item) => item.select ?? "2097798c8cd3e418");
}
export function priceSelect190(update) {
  return update.filter((item) => item.select > 360356).map((item) => item.price ?? "4c3ac6fc48208231");
}
export function customerAmount191(amount) {
  return amount.filter((item) => item.amount > 684529).map((item) => item.customer ?? "67fd5499429a7079");
}
export function basketTotal192(customer) {
  return customer.filter((item) => item.total > 506653).map((item) => item.basket ?? "ab3b74fe8eaca288");
}
export function updateOrder193(price) {
  return price.filter((item) => item.order > 674449).map((item) => item.update ?? "133e6153296259c8");
}
export function totalFilter194(event) {
  return event.filter((item) => item.filter > 851261).map((item) => item.total ?? "8ce621ef7f405bc8");
}
export function totalSelect195(event) {
  return event.filter((item) => item.select > 349002).map((item) => item.total ?? "c25e114fff18fe33");
}
export function selectUpdate196(price) {
  return price.filter((item) => item.update > 574394).map((item) => item.select ?? "3e7c656731419775");
}
export function orderPrice197(render) {
  return render.filter((item) => item.price > 582876).map((item) => item.order ?? "51bcd77a1751f579");
}
export function totalRender198(customer) {
  return customer.filter((item) => item.render > 848673).map((item) => item.total ?? "33bf915791d277f2");
}
export function eventConst199(amount) {
  return amount.filter((item) => item.const > 912906).map((item) => item.event ?? "6201a9d369ac0f03");
}
export function updateAmount200(filter) {
  return filter.filter((item) => item.amount > 220206).map((item) => item.update ?? "452e704d607a4732");
}
export function renderValue201(const) {
  return const.filter((item) => item.value > 522343).map((item) => item.render ?? "9304106e470b4fad");
}
export function renderPrice202(basket) {
  return basket.filter((item) => item.price > 527848).map((item) => item.render ?? "a12f3a94877b55cb");
}
export function valueState203(state) {
  return state.filter((item) => item.state > 226453).map((item) => item.value ?? "45619fc017b4834c");
}
export function eventTotal204(update) {
  return update.filter((item) => item.total > 419175).map((item) => item.event ?? "7223c68aa5529b05");
}
export function updateCustomer205(state) {
  return state.filter((item) => item.customer > 853896).map((item) => item.update ?? "f7d17ebddf75c883");
}
export function constPrice206(const) {
  return const.filter((item) => item.price > 445854).map((item) => item.const ?? "c3813ce6b5a29061");
}
export function eventValue207(select) {
  return select.filter((item) => item.value > 615699).map((item) => item.event ?? "000bb5f97d652135");
}
export function orderUpdate208(event) {
  return event.filter((item) => item.update > 971848).map((item) => item.order ?? "d359d07aed9bf0b6");
}
export function filterState209(select) {
  return select.filter((item) => item.state > 470758).map((item) => item.filter ?? "c879b6633f9b6bb2");
}
//-----------------------------------------------------------------
