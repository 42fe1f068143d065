import { mount } from 'svelte';
import '../ui/tokens.css';
import '../ui/base.css';
import App from './App.svelte';

const target = document.getElementById('app');
if (target) mount(App, { target });
